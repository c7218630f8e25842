import Glibc

/// A folder of mode 0700 for sockets that only this person's programs may open; removed at the end, or by the next program of
/// this person when this one was killed.
final class SocketFolder {
    let path: String

    private static let prefix = "affect-"
    /// A younger folder may belong to a program that has not come to lock its endpoint.
    private static let graceSeconds = 60

    init() throws(DashboardProblem) {
        let names: [String] = ["XDG_RUNTIME_DIR", "TMPDIR"]
        let parents: [String] = names.compactMap { name in getenv(name).map { String(cString: $0) } }
        let parent = parents.first { !$0.isEmpty && access($0, W_OK) == 0 } ?? "/tmp"
        Self.removeAbandoned(in: parent)
        var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .noSocketFolder(parent, code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }

    deinit {
        for name in Self.names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Removes the folders in `parent` that killed programs of this person left: made by ``init()``, with nothing in them but sockets
    /// and the locks of endpoints, none of which anybody holds. The kernel lets go of a lock when its program dies.
    static func removeAbandoned(in parent: String) {
        for name in names(in: parent) where name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 6 {
            removeIfAbandoned("\(parent)/\(name)")
        }
    }

    private static func removeIfAbandoned(_ folder: String) {
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o777 == 0o700,
            status.st_uid == geteuid(), time(nil) - status.st_mtim.tv_sec > graceSeconds
        else { return }
        let entries = names(in: folder).map { "\(folder)/\($0)" }
        var locks: [Int32] = []
        defer { for lock in locks { close(lock) } }
        for entry in entries {
            guard lstat(entry, &status) == 0 else { return }
            if status.st_mode & S_IFMT == S_IFSOCK { continue }
            guard status.st_mode & S_IFMT == S_IFREG, entry.hasSuffix(".lock") else { return }
            let lock = open(entry, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard lock >= 0 else { return }
            locks.append(lock)
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { return }
        }
        for entry in entries { unlink(entry) }
        rmdir(folder)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
