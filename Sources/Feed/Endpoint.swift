import Glibc

/// Where a feed is published or read: `tcp://HOST:PORT` or `ipc://PATH`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    let transport: Transport

    enum Transport: Hashable, Sendable {
        case tcp(host: String, port: Int)
        case ipc(path: String)
    }

    public static let standardFeed = "tcp://127.0.0.1:5570"
    public static let standardControl = "tcp://127.0.0.1:5571"

    public init(_ text: String) throws(FeedError) {
        description = text
        if text.hasPrefix("ipc://") {
            let path = String(text.dropFirst(6))
            guard path.hasPrefix("/"), !path.hasSuffix("/") else { throw .malformedEndpoint(text) }
            guard path.utf8.count <= 107 else { throw .pathTooLong(text) }
            transport = .ipc(path: path)
            return
        }
        guard text.hasPrefix("tcp://"), let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port),
            text.index(text.startIndex, offsetBy: 6) < colon
        else { throw .malformedEndpoint(text) }
        transport = .tcp(host: String(text[text.index(text.startIndex, offsetBy: 6)..<colon]), port: port)
    }

    /// Nothing beyond this machine can connect to it.
    public var isLocal: Bool {
        switch transport {
        case .ipc: true
        case .tcp(let host, _): host == "localhost" || host == "[::1]" || Self.isLoopbackIPv4(host)
        }
    }

    /// The file system says who may connect.
    var isFile: Bool { port == nil }

    var port: Int? {
        guard case .tcp(_, let port) = transport else { return nil }
        return port
    }

    /// Takes the socket file of an endpoint that was bound from everybody but its owner and group.
    func closeToOthers() {
        if case .ipc(let path) = transport { chmod(path, 0o660) }
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        var address = in_addr()
        guard inet_pton(AF_INET, host, &address) == 1 else { return false }
        return UInt32(bigEndian: address.s_addr) >> 24 == 127
    }
}
