import Glibc

/// Removes a session for good.
public enum SessionWipe {
    /// Removes the folder `path` and everything in it, labels included.
    ///
    /// The disk may keep the bytes until it uses their place again; only an encrypted disk whose key is destroyed forgets at once.
    ///
    /// - Returns: the number of files removed and their bytes.
    /// - Throws: ``SessionError`` when it is no session, is being recorded, or something in it cannot be removed.
    public static func wipe(_ path: String) throws(SessionError) -> (files: Int, bytes: Int64) {
        let reader = try SessionReader(path: path)
        let lock = try SessionLock(reader.folder)
        defer { withExtendedLifetime(lock) {} }
        let removed = try empty(path)
        guard rmdir(path) == 0 else { throw .unwritable(path: path, code: errno) }
        return removed
    }

    /// Links are removed, not followed. session.json goes last, so that a wipe that was broken off can be done again.
    private static func empty(_ path: String) throws(SessionError) -> (files: Int, bytes: Int64) {
        var removed = (files: 0, bytes: Int64(0))
        for name in try names(in: path) {
            let entry = "\(path)/\(name)"
            var status = stat()
            guard lstat(entry, &status) == 0 else { throw .unwritable(path: entry, code: errno) }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            if isFolder {
                let inside = try empty(entry)
                removed = (removed.files + inside.files, removed.bytes + inside.bytes)
            } else {
                removed = (removed.files + 1, removed.bytes + Int64(status.st_size))
            }
            guard unlinkat(AT_FDCWD, entry, isFolder ? AT_REMOVEDIR : 0) == 0 else {
                throw .unwritable(path: entry, code: errno)
            }
        }
        return removed
    }

    private static func names(in path: String) throws(SessionError) -> [String] {
        guard let folder = opendir(path) else { throw .unreadable(path: path, code: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted {
            ($0 == SessionFolder.description ? 1 : 0, $0) < ($1 == SessionFolder.description ? 1 : 0, $1)
        }
    }
}
