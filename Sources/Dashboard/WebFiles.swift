import FoundationEssentials
import Glibc

/// The pages, scripts and styles that are served: what lay in one folder at the start, and nothing else.
struct WebFiles: Sendable {
    struct File: Sendable {
        var type: String
        var bytes: Data
    }

    private let folder: String
    private let types: [String: String]

    /// The media types of the files that are served, by ending.
    private static let endings = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    /// - Throws: ``DashboardError/noPages(searched:)``.
    init() throws(DashboardError) {
        let folders = Self.candidates()
        guard let found = folders.first(where: { access("\($0)/index.html", R_OK) == 0 }) else {
            throw .noPages(searched: folders)
        }
        self.init(folder: found)
    }

    init(folder: String) {
        self.folder = folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        types = names.reduce(into: [:]) { types, name in
            types[name] = name.split(separator: ".").last.flatMap { Self.endings[String($0)] }
        }
    }

    /// - Parameter name: of a file in the folder; anything else gives nil.
    func file(_ name: String) -> File? {
        guard let type = types[name], let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            return nil
        }
        return File(type: type, bytes: bytes)
    }

    /// `AFFECT_WEB`, installed beside the program, or in the source above a build folder.
    private static func candidates() -> [String] {
        if let folder = getenv("AFFECT_WEB") { return [String(cString: folder)] }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        var path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
        var folders: [String] = []
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            folders += ["\(path)/share/affect/web", "\(path)/Sources/Dashboard/Web"]
        }
        return folders
    }
}
