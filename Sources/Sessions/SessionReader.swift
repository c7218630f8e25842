import Glibc
import StreamTypes

/// Reads a session row by row, each with the bytes it names, and checks every one of them.
///
/// A session that was never closed reads the same: it ends before the first row that is torn or whose bytes are not there.
public final class SessionReader {
    public let path: String
    public let description: SessionDescription
    /// The bytes of the row that ``next()`` returned last: a JPEG picture, a crop or a message; else empty.
    public private(set) var payload: [UInt8] = []
    /// Where the session breaks off, as a sentence, once ``next()`` has returned nil before the end of frames.csv.
    public private(set) var damage: String?

    let folder: SessionFolder
    /// How much of each file, by name, the rows read so far stand for.
    private(set) var ends: [String: Int64] = [:]
    private let rows: LineReader
    private var files: [String: Int32] = [:]

    /// Whether `path` is a folder with a session in it.
    public static func isSession(_ path: String) -> Bool {
        SessionFolder(path: path).size(of: SessionFolder.description) != nil
    }

    /// - Throws: ``SessionError`` when there is no session at `path`.
    public init(path: String) throws(SessionError) {
        self.path = path
        folder = SessionFolder(path: path)
        description = try SessionDescription.read(folder)
        rows = try LineReader(path: folder.file(SessionFolder.frames), longest: SessionRow.maximumBytes)
        try begin()
    }

    deinit { for descriptor in files.values { close(descriptor) } }

    /// Goes back to the first row.
    public func rewind() throws(SessionError) {
        rows.rewind()
        damage = nil
        try begin()
    }

    private func begin() throws(SessionError) {
        ends = [SessionFolder.frames: 0, SessionFolder.feed: 0]
        guard let header = try rows.next(), header + "\n" == SessionRow.header else { return breakOff("has no header") }
        ends[SessionFolder.frames] = rows.nextOffset
    }

    /// The next row; nil at the end, or where the session breaks off.
    ///
    /// - Throws: ``SessionError/unreadable(path:code:)``.
    public func next() throws(SessionError) -> SessionRow? {
        guard damage == nil else { return nil }
        guard let line = try rows.next() else {
            let rest = (folder.size(of: SessionFolder.frames) ?? 0) - rows.nextOffset
            if rest > 0 { breakOff("ends within a row") }
            return nil
        }
        guard let (row, text, checksum) = SessionRow.parse(line) else {
            breakOff("has a row that is none")
            return nil
        }
        payload.removeAll(keepingCapacity: true)
        let file = Self.file(of: row)
        if let file, try !read(row, from: file) { return nil }
        var sum = CRC32()
        Array(text.utf8).withUnsafeBytes { sum.update($0) }
        payload.withUnsafeBytes { sum.update($0) }
        guard sum.value == checksum else {
            breakOff("has a row whose checksum is not that of its bytes\(file.map { " in \($0)" } ?? "")")
            return nil
        }
        ends[SessionFolder.frames] = rows.nextOffset
        if let file { ends[file] = (row.offset ?? 0) + Int64(payload.count) }
        return row
    }

    private func breakOff(_ what: String) {
        damage = "\(folder.file(SessionFolder.frames)) \(what), at byte \(ends[SessionFolder.frames] ?? 0)"
    }

    /// The file that holds the row's bytes.
    private static func file(of row: SessionRow) -> String? {
        guard row.offset != nil else { return nil }
        return switch row.event {
        case .frame: row.part.map { SessionFolder.video(part: $0) }
        case .crop: SessionFolder.crops
        case .message: SessionFolder.feed
        case .empty, .offline, .online, .paused, .resumed, .model, .dropped: nil
        }
    }

    private static let maximumPayloadBytes = 64 << 20

    private func read(_ row: SessionRow, from file: String) throws(SessionError) -> Bool {
        guard let offset = row.offset, let count = row.byteCount, (0...Self.maximumPayloadBytes).contains(count),
            offset >= 0, offset <= folder.size(of: file) ?? 0, let descriptor = descriptor(of: file)
        else {
            breakOff("names bytes that are not there in \(file)")
            return false
        }
        var result = 0
        payload = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            initialized = max(0, result)
        }
        if result < 0 { throw .unreadable(path: folder.file(file), code: errno) }
        if result < count { breakOff("names bytes that are not there in \(file)") }
        return result == count
    }

    private func descriptor(of file: String) -> Int32? {
        if let descriptor = files[file] { return descriptor }
        let descriptor = open(folder.file(file), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        files[file] = descriptor
        return descriptor
    }
}
