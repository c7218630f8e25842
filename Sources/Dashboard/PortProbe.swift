import Glibc

/// Finds out whether a port can be bound.
enum PortProbe {
    struct Failure: Error, Hashable {
        /// `errno` of the call that failed.
        var code: Int32
    }

    /// - Parameter port: 0 for any.
    /// - Returns: the port, which is free again.
    static func bind(host: String, port: UInt16) -> Result<UInt16, Failure> {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        defer { close(descriptor) }
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard Glibc.bind(descriptor, pointer, length) == 0, listen(descriptor, 1) == 0 else { return Int32(-1) }
                return getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else { return .failure(Failure(code: errno)) }
        return .success(UInt16(bigEndian: address.sin_port))
    }
}
