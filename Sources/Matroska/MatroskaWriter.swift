import Glibc

/// Writes JPEG pictures into a new Matroska file that is readable at every moment, also after `kill -9` (RFC 9559).
///
/// Segment and clusters are of unknown size, so nothing has to be put right for a reader; a cluster takes at most a second, and
/// a frame goes to the kernel whole, with one `writev(2)`. ``close()`` adds cues and duration, for players that jump.
/// One thread uses it.
public final class MatroskaWriter {
    public let path: String
    /// Bytes written so far.
    public private(set) var end: Int64 = 0

    private let descriptor: Int32
    private var cues: [(time: Int64, offset: Int64)] = []
    private var last: Int64 = -1
    private var head = ElementWriter()

    /// A cluster's longest time, in milliseconds.
    public static let clusterMilliseconds: Int64 = 1000

    /// Creates `path`, mode 0600.
    ///
    /// - Throws: ``MatroskaError/unwritable(path:code:)``, also when there is such a file.
    public init(path: String, width: Int, height: Int) throws(MatroskaError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        try write(MatroskaLayout.head(width: width, height: height), [])
    }

    /// Opens a file that this writer began and never closed, to close it: what follows byte `end` is cut off.
    ///
    /// - Parameter end: just past a frame; see ``MatroskaReader/Packet/end``.
    /// - Complexity: one pass over the file.
    public init(reopening path: String, end: Int64) throws(MatroskaError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        if ftruncate(descriptor, off_t(end)) != 0 { throw .unwritable(path: path, code: errno) }
        let reader = try MatroskaReader(path: path)
        while let packet = try reader.next(), packet.end <= end {
            let time = packet.timestampNanoseconds / 1_000_000
            if cues.last?.offset != packet.clusterOffset { cues.append((time, packet.clusterOffset)) }
            last = time
        }
        self.end = end
    }

    /// The length of the cues that start at byte `offset`; 0 when there are none, or not whole.
    public static func indexBytes(_ path: String, from offset: Int64) throws(MatroskaError) -> Int64 {
        let source = try ByteSource(path: path)
        source.seek(to: offset)
        var head: [UInt8] = []
        guard try source.read(8, into: &head), head[..<4].elementsEqual([0x1C, 0x53, 0xBB, 0x6B]) else { return 0 }
        let size = head[4...].reduce(Int64(0)) { $0 << 8 | Int64($1) } & 0x0FFF_FFFF
        var content: [UInt8] = []
        return try source.read(Int(size), into: &content) ? 8 + size : 0
    }

    deinit { Glibc.close(descriptor) }

    /// Appends one picture.
    ///
    /// - Parameter milliseconds: since the start of the file; one more than the last one where it is not larger.
    /// - Returns: where the picture starts in the file.
    /// - Throws: ``MatroskaError/unwritable(path:code:)``; the file is then as it was before.
    @discardableResult
    public func append(_ picture: [UInt8], at milliseconds: Int64) throws(MatroskaError) -> Int64 {
        let time = max(milliseconds, last + 1)
        head.removeAll()
        let opensCluster = cues.last.map { time - $0.time >= Self.clusterMilliseconds } ?? true
        if opensCluster {
            head.id(ElementID.cluster)
            head.raw(ElementWriter.unknownSize)
            head.unsigned(ElementID.clusterTimestamp, UInt64(time))
        }
        let relative = opensCluster ? 0 : time - (cues.last?.time ?? time)
        head.id(ElementID.simpleBlock)
        head.size(picture.count + 4)
        head.raw([0x81])
        head.bigEndian(UInt64(relative), bytes: 2)
        head.raw([0x80])
        let start = end
        try write(head.bytes, picture)
        if opensCluster { cues.append((time, start)) }
        last = time
        return end - Int64(picture.count)
    }

    /// Waits until everything written so far is on the disk.
    public func synchronise() throws(MatroskaError) {
        if fdatasync(descriptor) != 0 { throw .unwritable(path: path, code: errno) }
    }

    /// No less than what ``close()`` will add.
    public var indexByteCount: Int64 { Int64(cues.count) * 32 + 16 }

    /// Adds cues and duration. On an error the file is as readable as before.
    public func close() throws(MatroskaError) {
        if !cues.isEmpty {
            let position = end - MatroskaLayout.segmentStart
            var index = ElementWriter()
            index.element(ElementID.cues) {
                for cue in cues { Self.write(cue, into: &$0) }
            }
            try write(index.bytes, [])
            try patch(MatroskaLayout.seekHead(cues: position), at: MatroskaLayout.seekHead)
        }
        var duration = ElementWriter()
        duration.double(ElementID.duration, Double(last + 1))
        try patch(duration.bytes, at: MatroskaLayout.duration)
        try synchronise()
    }

    private static func write(_ cue: (time: Int64, offset: Int64), into writer: inout ElementWriter) {
        writer.element(ElementID.cuePoint) {
            $0.unsigned(ElementID.cueTime, UInt64(cue.time))
            $0.element(ElementID.cueTrackPositions) {
                $0.unsigned(ElementID.cueTrack, 1)
                $0.unsigned(ElementID.cueClusterPosition, UInt64(cue.offset - MatroskaLayout.segmentStart))
            }
        }
    }

    /// Appends both parts with one call, as long as the kernel takes them whole.
    private func write(_ first: [UInt8], _ second: [UInt8]) throws(MatroskaError) {
        let total = first.count + second.count
        var written = 0
        while written < total {
            let skip = written
            let count = first.withUnsafeBytes { first in
                second.withUnsafeBytes { second in
                    let parts = [first.dropFirst(skip), second.dropFirst(max(0, skip - first.count))].map {
                        let rest = UnsafeRawBufferPointer(rebasing: $0)
                        return iovec(iov_base: UnsafeMutableRawPointer(mutating: rest.baseAddress), iov_len: rest.count)
                    }
                    return pwritev(descriptor, parts, 2, off_t(end) + off_t(skip))
                }
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 {
                let code = count == 0 ? ENOSPC : errno
                _ = ftruncate(descriptor, off_t(end))
                throw .unwritable(path: path, code: code)
            }
            written += count
        }
        end += Int64(total)
    }

    private func patch(_ bytes: [UInt8], at offset: Int64) throws(MatroskaError) {
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw .unwritable(path: path, code: errno)
        }
    }
}
