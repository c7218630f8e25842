import Glibc

/// A file that only grows, mode 0600, and that holds whole entries: a write that fails leaves nothing behind.
final class AppendFile {
    let path: String
    private(set) var end: Int64 = 0
    private let descriptor: Int32

    /// Creates `path`; there must be no such file.
    init(creating path: String) throws(SessionError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) throws(SessionError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(end) + off_t(written))
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                let code = count == 0 ? ENOSPC : errno
                _ = ftruncate(descriptor, off_t(end))
                throw .unwritable(path: path, code: code)
            }
            written += count
        }
        end += Int64(bytes.count)
    }

    func append(_ text: String) throws(SessionError) { try append(Array(text.utf8)) }

    /// Keeps the file for this process; see ``SessionLock``.
    func lock() { _ = flock(descriptor, LOCK_EX | LOCK_NB) }

    /// Waits until everything appended is on the disk.
    func synchronise() throws(SessionError) {
        if fdatasync(descriptor) != 0 { throw .unwritable(path: path, code: errno) }
    }
}
