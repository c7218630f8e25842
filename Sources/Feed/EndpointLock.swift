import Glibc

/// Keeps a second instance from taking over an `ipc://` endpoint, which libzmq would let it do without a word.
///
/// A file beside the socket is locked with `flock(2)` for as long as this object lives; the kernel lets go of it when
/// the process dies, however it dies.
final class EndpointLock {
    private let descriptor: Int32

    /// Nil for an endpoint that needs no lock: the kernel refuses a second `tcp://` one itself.
    convenience init?(for endpoint: Endpoint) throws(FeedError) {
        guard case .ipc(let path) = endpoint.transport else { return nil }
        try self.init(path: path, endpoint: endpoint.description)
    }

    private init(path: String, endpoint: String) throws(FeedError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor < 0 {
            throw .failed(call: "open \(lockPath)", endpoint: endpoint, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 16)
            let count = pread(descriptor, &text, text.count, 0)
            close(descriptor)
            let holder = String(decoding: text[..<max(0, count)], as: UTF8.self).filter(\.isNumber)
            throw .endpointLocked(endpoint, holder: holder)
        }
        let line = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = line.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit { close(descriptor) }
}
