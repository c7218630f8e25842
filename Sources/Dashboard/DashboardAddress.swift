import Glibc

/// Where the dashboard is served: an IPv4 address of this machine alone, and a port.
public struct DashboardAddress: Hashable, Sendable, CustomStringConvertible {
    /// Dotted, in 127.0.0.0/8.
    public let host: String
    /// 0 for any port that is free.
    public let port: UInt16

    public static let standard = DashboardAddress(host: "127.0.0.1", port: 5580)

    public var description: String { "\(host):\(port)" }

    private init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// - Parameter text: `HOST:PORT` or `PORT`; the host is `localhost` or in 127.0.0.0/8.
    /// - Throws: ``DashboardError/malformedAddress(_:)``, ``DashboardError/beyondLoopback(_:)``.
    public init(_ text: String) throws(DashboardError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let port = UInt16(parts[parts.count - 1]) else {
            throw .malformedAddress(text)
        }
        let host = parts.count == 1 || parts[0] == "localhost" ? "127.0.0.1" : String(parts[0])
        var address = in_addr()
        guard inet_pton(AF_INET, host, &address) == 1 else { throw .malformedAddress(text) }
        guard UInt32(bigEndian: address.s_addr) >> 24 == 127 else { throw .beyondLoopback(text) }
        self.init(host: host, port: port)
    }
}
