/// Why the feed cannot be opened or read.
public enum FeedError: Error, Equatable, CustomStringConvertible {
    case malformedEndpoint(String)
    case beyondLoopback(String)
    case metricsBeyondLoopback(String)
    case endpointTaken(String)
    case endpointLocked(String, holder: String)
    case pathTooLong(String)
    case oldLibrary(found: String)
    case failed(call: String, endpoint: String, reason: String)

    public var description: String {
        switch self {
        case .malformedEndpoint(let endpoint):
            "endpoint \(endpoint): is neither tcp://HOST:PORT nor ipc://PATH. Example: tcp://127.0.0.1:5570"
        case .beyondLoopback(let endpoint):
            """
            endpoint \(endpoint): refused: it can be reached from other machines, and there are no keys. \
            Make them with `affect keygen DIR` and give --keys DIR, or use tcp://127.0.0.1:PORT or ipc://PATH.
            """
        case .metricsBeyondLoopback(let endpoint):
            "metrics \(endpoint): refused: other machines could read it. Use tcp://127.0.0.1:PORT or ipc://PATH."
        case .endpointTaken(let endpoint):
            """
            endpoint \(endpoint): is taken by another program (EADDRINUSE). Stop the other one (`ss -ltnp` names it) \
            or choose another port.
            """
        case .endpointLocked(let endpoint, let holder):
            """
            endpoint \(endpoint): another instance\(holder.isEmpty ? "" : " (process \(holder))") is there already. \
            Stop it or choose another path.
            """
        case .pathTooLong(let endpoint):
            "endpoint \(endpoint): the path is longer than the 107 bytes a Unix socket may have. Choose a shorter one."
        case .oldLibrary(let found):
            "libzmq \(found): has known security holes; 4.3.3 or newer is needed. Update it: apt-get install libzmq5."
        case .failed(let call, let endpoint, let reason):
            "endpoint \(endpoint): \(call): \(reason). Check the address, and that its folder exists and is writable."
        }
    }
}
