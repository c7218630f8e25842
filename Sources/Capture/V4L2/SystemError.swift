import Glibc

/// What the system answered when a call failed.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The error number, as in `errno(3)`.
    package let code: CInt

    package init(_ code: CInt) { self.code = code }

    /// The system's words and the name, as in "No such device (ENODEV)".
    package var description: String {
        let words = strerror(code).map { String(cString: $0) } ?? "Error"
        return "\(words) (\(Self.names[code] ?? "errno \(code)"))"
    }

    /// Whether the system refused for want of permission.
    package var isRefusal: Bool { code == EACCES || code == EPERM }

    private static let names: [CInt: String] = [
        EPERM: "EPERM", ENOENT: "ENOENT", EINTR: "EINTR", EIO: "EIO", ENXIO: "ENXIO", EBADF: "EBADF", EAGAIN: "EAGAIN",
        ENOMEM: "ENOMEM", EACCES: "EACCES", EFAULT: "EFAULT", EBUSY: "EBUSY", ENODEV: "ENODEV", ENOTDIR: "ENOTDIR",
        EISDIR: "EISDIR", EINVAL: "EINVAL", ENFILE: "ENFILE", EMFILE: "EMFILE", ENOTTY: "ENOTTY", ENOSPC: "ENOSPC",
        EROFS: "EROFS", EPIPE: "EPIPE", ERANGE: "ERANGE", ENAMETOOLONG: "ENAMETOOLONG", ELOOP: "ELOOP",
        ENODATA: "ENODATA", ENOLINK: "ENOLINK", EPROTO: "EPROTO", EOVERFLOW: "EOVERFLOW", EILSEQ: "EILSEQ",
        ENOTSUP: "ENOTSUP", ETIMEDOUT: "ETIMEDOUT", ESHUTDOWN: "ESHUTDOWN", ECONNRESET: "ECONNRESET",
        EREMOTEIO: "EREMOTEIO",
    ]
}
