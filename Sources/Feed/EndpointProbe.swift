import Glibc

/// Looks whether an endpoint could be served, without serving it.
public struct EndpointProbe {
    private let endpoint: Endpoint

    public init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    /// - Parameter hasKeys: readers have to show keys.
    /// - Throws: what a ``Publisher`` there would throw.
    public func check(hasKeys: Bool) throws(FeedError) {
        guard endpoint.isLocal || hasKeys else { throw .beyondLoopback(endpoint.description) }
        switch endpoint.transport {
        case .ipc(let path): try checkFile(path)
        case .tcp(let host, let port): try checkPort(host, port)
        }
    }

    private func checkFile(_ path: String) throws(FeedError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard access(folder.isEmpty ? "/" : folder, W_OK | X_OK) == 0 else { throw failed("access \(folder)") }
        let lock = open(path + ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if lock < 0, errno == ENOENT { return }
        guard lock >= 0 else { throw failed("open \(path).lock") }
        defer { close(lock) }
        guard flock(lock, LOCK_SH | LOCK_NB) != 0 else { return }
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(lock, &text, text.count, 0)
        let holder = String(decoding: text[..<max(0, count)], as: UTF8.self).filter(\.isNumber)
        throw .endpointLocked(endpoint.description, holder: holder)
    }

    private func checkPort(_ host: String, _ port: Int) throws(FeedError) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard getaddrinfo(name == "*" ? nil : name, "\(port)", &hints, &list) == 0, let address = list else {
            // The name of a network interface, which libzmq takes as well.
            return
        }
        defer { freeaddrinfo(list) }
        let probe = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw failed("socket") }
        defer { close(probe) }
        var reuse: Int32 = 1
        setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        if bind(probe, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 { return }
        throw errno == EADDRINUSE ? .endpointTaken(endpoint.description) : failed("bind")
    }

    private func failed(_ call: String) -> FeedError {
        .failed(call: call, endpoint: endpoint.description, reason: String(cString: strerror(errno)))
    }
}
