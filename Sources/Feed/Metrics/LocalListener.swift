import Glibc

/// A stream socket that listens where only this machine connects: loopback TCP, or a file for owner and group.
final class LocalListener {
    let descriptor: Int32
    private let lock: EndpointLock?
    private let path: String?

    /// - Throws: ``FeedError`` when the endpoint is taken, malformed or beyond this machine.
    init(_ endpoint: Endpoint) throws(FeedError) {
        guard endpoint.isLocal else { throw .metricsBeyondLoopback(endpoint.description) }
        lock = try EndpointLock(for: endpoint)
        switch endpoint.transport {
        case .ipc(let path):
            self.path = path
            descriptor = Self.socket(AF_UNIX)
            // The lock says that nobody serves it: what is left there is of a process that died.
            unlink(path)
            try bind(Self.address(path: path), endpoint)
            endpoint.closeToOthers()
        case .tcp(let host, let port):
            path = nil
            descriptor = Self.socket(host == "[::1]" ? AF_INET6 : AF_INET)
            var reuse: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            if host == "[::1]" {
                try bind(Self.loopbackIPv6(port: port), endpoint)
            } else {
                try bind(Self.addressIPv4(host == "localhost" ? "127.0.0.1" : host, port: port), endpoint)
            }
        }
        guard listen(descriptor, 8) == 0 else { throw Self.failure("listen", endpoint) }
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    private func bind(_ address: some Any, _ endpoint: Endpoint) throws(FeedError) {
        let length = socklen_t(MemoryLayout.size(ofValue: address))
        let result = withUnsafeBytes(of: address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { Glibc.bind(descriptor, $0.baseAddress, length) }
        }
        if result == 0 { return }
        throw errno == EADDRINUSE ? .endpointTaken(endpoint.description) : Self.failure("bind", endpoint)
    }

    private static func failure(_ call: String, _ endpoint: Endpoint) -> FeedError {
        .failed(call: call, endpoint: endpoint.description, reason: String(cString: strerror(errno)))
    }

    private static func socket(_ family: Int32) -> Int32 {
        Glibc.socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    private static func address(path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    private static func addressIPv4(_ host: String, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    private static func loopbackIPv6(port: Int) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = in_port_t(port).bigEndian
        inet_pton(AF_INET6, "::1", &address.sin6_addr)
        return address
    }
}
