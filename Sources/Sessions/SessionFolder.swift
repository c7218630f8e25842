import Glibc

/// Names and paths of a session's files; see docs/sessions.md.
struct SessionFolder {
    let path: String

    static let description = "session.json"
    static let frames = "frames.csv"
    static let feed = "feed.jsonl"
    static let crops = "crops.gray"
    /// Space set aside for closing the files of a disk that is full.
    static let reserve = ".reserve"

    static func video(part: Int) -> String { part == 0 ? "video.mkv" : "video-\(part).mkv" }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Creates the folder, mode 0700, and its parents.
    static func create(_ path: String) throws(SessionError) -> SessionFolder {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let name = path.split(separator: "/").last ?? ""
        guard (1...64).contains(name.count), name.allSatisfy(\.isSessionCharacter) else { throw .badName(path: path) }
        for index in path.indices where path[index] == "/" && index > path.startIndex {
            _ = mkdir(String(path[..<index]), 0o755)
        }
        guard mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            throw .unwritable(path: path, code: errno)
        }
        return SessionFolder(path: path)
    }

    /// The bytes that everybody but the superuser may still use on the folder's disk.
    var freeBytes: Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// Length of a file, nil when it is not there.
    func size(of name: String) -> Int64? {
        var status = stat()
        return stat(file(name), &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Makes names of files last.
    func synchronise() {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Video files there, in order.
    var videoParts: [Int] {
        var parts: [Int] = []
        while size(of: Self.video(part: parts.count)) != nil { parts.append(parts.count) }
        return parts
    }
}

extension Character {
    fileprivate var isSessionCharacter: Bool { isASCII && (isLetter || isNumber || self == "_" || self == "-") }
}
