import Glibc

/// Holds a session for one process: its recorder, or whoever repairs or removes it. Gone with the process.
final class SessionLock {
    private let descriptor: Int32

    init(_ folder: SessionFolder) throws(SessionError) {
        let path = folder.file(SessionFolder.frames)
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: folder.path) }
    }

    deinit { close(descriptor) }
}
