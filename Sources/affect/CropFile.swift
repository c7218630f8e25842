import FoundationEssentials
import Glibc
import Service
import StreamTypes

/// `PREFIX.gray` (crops, raw, one after the other) and `PREFIX.csv` (one line a crop), grown input by input.
///
/// The pixels of an input are written before its lines, so that whatever the lines name is there: an interrupted run is
/// taken up again after the last whole input.
struct CropFile {
    private let pixels: Int32
    private let lines: Int32
    /// Inputs that are complete from an earlier run.
    let finished: Set<String>

    static let header = "source,frame,t_capture_ns,tick,track,confidence\n"

    enum Failure: Error, CustomStringConvertible {
        case exists(String)
        case unreadable(String, reason: String)
        case foreign(String)

        var description: String {
            switch self {
            case .exists(let path):
                "\(path): exists already. Choose another --output, or go on where it stopped with --resume."
            case .unreadable(let path, let reason): "\(path): \(reason). Check the folder and its permissions."
            case .foreign(let path):
                "\(path): was not written by affect crop (its first line is another). Choose another --output."
            }
        }
    }

    init(prefix: String, resume: Bool, cropBytes: Int) throws {
        let csv = prefix + ".csv"
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (resume ? 0 : O_EXCL)
        lines = try Self.open(csv, flags)
        pixels = try Self.open(prefix + ".gray", flags)
        let text = resume ? try Self.contents(csv) : ""
        guard text.isEmpty || text.hasPrefix(Self.header) else { throw Failure.foreign(csv) }
        // The last input may be torn: its lines go, and it is done again.
        var kept = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        if let last = kept.dropFirst().last.map(Self.source) {
            while kept.count > 1, Self.source(kept[kept.count - 1]) == last { kept.removeLast() }
        }
        finished = Set(kept.dropFirst().map(Self.source))
        let keptText = kept.isEmpty ? Self.header : kept.joined(separator: "\n") + "\n"
        ftruncate(lines, 0)
        try Self.write(Array(keptText.utf8), to: lines, csv)
        ftruncate(pixels, off_t(max(0, kept.count - 1) * cropBytes))
        lseek(pixels, 0, SEEK_END)
    }

    func append(_ result: CropExtraction.Result, from input: String) throws {
        try Self.write(result.pixels, to: pixels, "crops")
        let text = result.rows.map {
            "\(Self.quoted(input)),\($0.frame.number),\($0.frame.captureTime.nanoseconds),\($0.tick),\($0.track),\($0.confidence)\n"
        }.joined()
        try Self.write(Array(text.utf8), to: lines, "lines")
    }

    func close() {
        Glibc.close(pixels)
        Glibc.close(lines)
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The first field of a line; the other five hold no comma.
    private static func source(_ line: String) -> String {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let field = fields.dropLast(5).joined(separator: ",")
        guard field.hasPrefix("\""), field.hasSuffix("\""), field.count >= 2 else { return field }
        return String(field.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }

    private static func open(_ path: String, _ flags: Int32) throws -> Int32 {
        let descriptor = Glibc.open(path, flags, 0o600)
        if descriptor >= 0 { return descriptor }
        if errno == EEXIST { throw Failure.exists(path) }
        throw Failure.unreadable(path, reason: String(cString: strerror(errno)))
    }

    private static func contents(_ path: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw Failure.unreadable(path, reason: "cannot be read back")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { throw Failure.unreadable(path, reason: String(cString: strerror(errno))) }
            offset += count
        }
    }
}
