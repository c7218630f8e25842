public import Foundation

/// Where the tests find what they read.
public enum Repository {
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static func file(_ path: String) -> URL { root.appending(path: path) }

    /// Material that is not part of the repository, at `AFFECT_SHARED` or beside the clone; nil when it is not there.
    public static let shared: URL? = {
        let path = ProcessInfo.processInfo.environment["AFFECT_SHARED"]
        let folder = path.map { URL(fileURLWithPath: $0) } ?? root.deletingLastPathComponent().appending(path: "shared")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()
}
