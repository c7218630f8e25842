import Glibc
public import StreamTypes

/// Where the pictures of a session are, read from frames.csv alone: nothing is checked, nothing else is read.
///
/// A session that is being recorded, or that broke off, gives what its whole rows name so far.
public struct SessionIndex: Sendable {
    public let path: String
    public let description: SessionDescription
    /// Pictures to look at, in order of time: the camera's own in mode video, crops of one face a time in mode crops.
    public private(set) var pictures: [Picture] = []

    /// A run of bytes in one of the session's files.
    public struct Place: Hashable, Sendable {
        var file: FileName
        var offset: Int64
        public var byteCount: Int
    }

    public struct Picture: Hashable, Sendable {
        /// When the frame was captured.
        public var time: MonotonicTime
        public var place: Place
    }

    enum FileName: Hashable, Sendable {
        case video(part: Int)
        case crops
    }

    /// Reads the rows. O(rows).
    ///
    /// - Throws: ``SessionError`` when there is no session at `path`.
    public init(path: String) throws(SessionError) {
        self.path = path
        let folder = SessionFolder(path: path)
        description = try SessionDescription.read(folder)
        let lines = try LineReader(path: folder.file(SessionFolder.frames), longest: SessionRow.maximumBytes)
        _ = try lines.next()
        let showsCrops = description.mode == .crops
        var frameTime: MonotonicTime?
        while let line = try lines.next() {
            guard let (row, _, _) = SessionRow.parse(line) else { break }
            if row.event == .frame { frameTime = row.time }
            guard let offset = row.offset, let count = row.byteCount, offset >= 0, count > 0 else { continue }
            switch row.event {
            case .frame:
                guard let part = row.part, let time = row.time else { continue }
                add(time, Place(file: .video(part: part), offset: offset, byteCount: count))
            case .crop where showsCrops:
                guard let time = row.time ?? frameTime else { continue }
                add(time, Place(file: .crops, offset: offset, byteCount: count))
            default: continue
            }
        }
    }

    /// Of several crops of one frame the first is taken.
    private mutating func add(_ time: MonotonicTime, _ place: Place) {
        if let last = pictures.last, last.time >= time { return }
        pictures.append(Picture(time: time, place: place))
    }

    /// Whether somebody records, repairs or removes the session at this moment.
    public static func isBusy(_ path: String) -> Bool {
        guard let lock = try? SessionLock(SessionFolder(path: path)) else {
            return access(SessionFolder(path: path).file(SessionFolder.frames), W_OK) == 0
        }
        return withExtendedLifetime(lock) { false }
    }

    /// The bytes at a place; nil when they are not there any more, or not yet.
    public func bytes(at place: Place) -> [UInt8]? {
        let folder = SessionFolder(path: path)
        let name =
            switch place.file {
            case .video(let part): SessionFolder.video(part: part)
            case .crops: SessionFolder.crops
            }
        guard place.byteCount <= Self.maximumBytes, place.offset <= folder.size(of: name) ?? 0 else { return nil }
        let descriptor = open(folder.file(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: place.byteCount) { buffer, initialized in
            count = pread(descriptor, buffer.baseAddress, place.byteCount, off_t(place.offset))
            initialized = max(0, count)
        }
        return count == place.byteCount ? bytes : nil
    }

    private static let maximumBytes = 64 << 20

    /// Every published message in order, without its newline.
    public func eachMessage(_ body: ([UInt8]) -> Void) throws(SessionError) {
        let lines = try LineReader(path: SessionFolder(path: path).file(SessionFolder.feed), longest: 1 << 16)
        while let line = try lines.next() { body(Array(line.utf8)) }
    }
}
