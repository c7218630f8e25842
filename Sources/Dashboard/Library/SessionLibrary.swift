import Foundation
import Glibc
import Labels
import Sessions
import Synchronization

/// The sessions in one folder.
final class SessionLibrary: Sendable {
    let folder: String
    private let kept = Mutex<[String: Kept]>([:])

    /// Pictures and messages of all sessions that are kept in memory together.
    private static let maximumKept = 3_000_000

    private struct Kept {
        /// Of frames.csv, when it was read.
        var bytes: Int64
        var index: SessionIndex
        var predictions: Predictions?

        var size: Int { index.pictures.count + (predictions?.samples.count ?? 0) }
    }

    init(folder: String) { self.folder = folder }

    /// Names of the sessions there, in order.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { Self.isName($0) && SessionReader.isSession("\(folder)/\($0)") }.sorted()
    }

    /// The folder of a session; nil for a name that is none, so that it cannot name another folder.
    func path(of name: String) -> String? {
        guard Self.isName(name), SessionReader.isSession("\(folder)/\(name)") else { return nil }
        return "\(folder)/\(name)"
    }

    static func isName(_ name: String) -> Bool { (try? LabelName(name)) != nil }

    /// The pictures of a session. Kept until frames.csv grows.
    func index(of path: String) throws -> SessionIndex {
        let bytes = Self.size(of: "\(path)/frames.csv")
        if let known = kept.withLock({ $0[path] }), known.bytes == bytes { return known.index }
        let index = try SessionIndex(path: path)
        keep(Kept(bytes: bytes, index: index), path)
        return index
    }

    /// What the model said during a session. Kept as long as its pictures.
    func predictions(of path: String) throws -> Predictions {
        let index = try index(of: path)
        let known = kept.withLock { $0[path] }
        if let predictions = known?.predictions { return predictions }
        let predictions = try Predictions(index)
        if var known {
            known.predictions = predictions
            keep(known, path)
        }
        return predictions
    }

    private func keep(_ session: Kept, _ path: String) {
        kept.withLock { kept in
            kept[path] = nil
            if kept.values.reduce(session.size, { $0 + $1.size }) > Self.maximumKept { kept.removeAll() }
            kept[path] = session
        }
    }

    static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Bytes of all files of a session, those of its labels too.
    static func bytes(of path: String) -> Int64 {
        guard let names = FileManager.default.enumerator(atPath: path) else { return 0 }
        return names.reduce(0) { sum, name in
            var status = stat()
            guard let name = name as? String, lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
            else { return sum }
            return sum + Int64(status.st_size)
        }
    }
}
