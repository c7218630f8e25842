import FoundationEssentials
import Glibc

extension SessionDescription {
    /// Writes session.json whole or not at all, and makes it last.
    func write(to folder: SessionFolder) throws(SessionError) {
        let path = folder.file(SessionFolder.description)
        let fresh = path + ".new"
        unlink(fresh)
        let file = try AppendFile(creating: fresh)
        try file.append(text)
        try file.synchronise()
        guard rename(fresh, path) == 0 else { throw .unwritable(path: path, code: errno) }
        folder.synchronise()
    }

    private var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    static func read(_ folder: SessionFolder) throws(SessionError) -> SessionDescription {
        let path = folder.file(SessionFolder.description)
        guard let size = folder.size(of: SessionFolder.description), size <= 1 << 20, let file = fopen(path, "rbe")
        else {
            throw .notASession(path: folder.path, reason: "\(path) is not there or cannot be read")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        guard fread(&bytes, 1, bytes.count, file) == bytes.count else { throw .unreadable(path: path, code: EIO) }
        do {
            let description = try JSONDecoder().decode(Self.self, from: Data(bytes))
            guard description.format == currentFormat else {
                throw SessionError.notASession(
                    path: folder.path,
                    reason: "its format is \(description.format), this program knows \(currentFormat)")
            }
            return description
        } catch let error as SessionError {
            throw error
        } catch {
            throw .notASession(
                path: folder.path, reason: "\(path) is not what docs/schema/session.schema.json asks for")
        }
    }
}
