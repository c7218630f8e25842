/// Why the feed cannot be opened or read.
public enum FeedError: Error, Equatable, CustomStringConvertible {
    case malformedEndpoint(String)
    case beyondLoopback(String)
    case endpointTaken(String)
    case endpointLocked(String, holder: String)
    case pathTooLong(String)
    case failed(call: String, endpoint: String, reason: String)

    public var description: String {
        switch self {
        case .malformedEndpoint(let endpoint):
            "endpoint \(endpoint): is neither tcp://HOST:PORT nor ipc://PATH. Example: tcp://127.0.0.1:5570"
        case .beyondLoopback(let endpoint):
            """
            endpoint \(endpoint): refused: it can be reached from other machines, and the feed is not encrypted. \
            Use tcp://127.0.0.1:PORT or ipc://PATH, and an ssh tunnel from afar.
            """
        case .endpointTaken(let endpoint):
            """
            endpoint \(endpoint): is taken by another program (EADDRINUSE). Stop the other one (`ss -ltnp` names it) \
            or choose another port with --feed.
            """
        case .endpointLocked(let endpoint, let holder):
            """
            endpoint \(endpoint): another instance\(holder.isEmpty ? "" : " (process \(holder))") publishes there. \
            Stop it or choose another path with --feed.
            """
        case .pathTooLong(let endpoint):
            "endpoint \(endpoint): the path is longer than the 107 bytes a Unix socket may have. Choose a shorter one."
        case .failed(let call, let endpoint, let reason):
            "endpoint \(endpoint): \(call): \(reason). Check the address, and that its folder exists and is writable."
        }
    }
}
