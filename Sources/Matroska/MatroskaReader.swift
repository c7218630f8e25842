/// Reads the frames of the first video track of a Matroska or WebM file, in the order of the file (RFC 9559).
///
/// Masters of unknown size, as a live writer leaves them, and a torn tail are fine: the last whole frame is the last
/// one, and ``truncatedAt`` says where the file broke off. Cost: one pass over the file, 256 KiB at a time.
public final class MatroskaReader {
    public private(set) var track = VideoTrack(number: 0, codec: "", width: 0, height: 0)
    /// Byte offset at which the file broke off within an element, nil while it did not.
    public private(set) var truncatedAt: Int64?

    private let source: ByteSource
    /// Nanoseconds of one unit of the file's time stamps.
    private var timestampScale: Int64 = 1_000_000
    private var clusterTimestamp: Int64 = 0
    private var clusterOffset: Int64 = 0
    private var firstCluster: Int64 = 0
    private var frame: [UInt8] = []

    /// A frame larger than this is taken for damage.
    public static let maximumFrameBytes = 64 << 20
    private static let maximumHeaderBytes = 1 << 20

    public init(path: String) throws(MatroskaError) {
        source = try ByteSource(path: path)
        try readHeader()
    }

    /// One frame as it is stored; `data` is valid until the next call.
    public struct Packet {
        /// Nanoseconds since the start of the file.
        public var timestampNanoseconds: Int64
        /// Where `data` starts in the file.
        public var offset: Int64
        public var data: [UInt8]
        /// Where the cluster that holds the frame starts in the file.
        public var clusterOffset: Int64
        /// Just past the frame.
        public var end: Int64 { offset + Int64(data.count) }
    }

    /// The next frame of the track, or nil at the end.
    public func next() throws(MatroskaError) -> Packet? {
        while let element = try header() {
            switch element.id {
            case ElementID.segment, ElementID.blockGroup: continue
            case ElementID.cluster: clusterOffset = element.offset
            case ElementID.clusterTimestamp:
                guard let value = try unsigned(element) else { return nil }
                clusterTimestamp = Int64(clamping: value)
            case ElementID.simpleBlock, ElementID.block:
                if let packet = try block(element) { return packet }
                if truncatedAt != nil { return nil }
            default:
                try skip(element)
            }
        }
        return nil
    }

    /// Goes back to the first frame.
    public func rewind() {
        source.seek(to: firstCluster)
        truncatedAt = nil
        clusterTimestamp = 0
    }

    // MARK: Header

    private struct Element {
        var id: UInt32
        /// Bytes of content, nil when unknown.
        var size: Int64?
        var offset: Int64
        var contentOffset: Int64
    }

    private func readHeader() throws(MatroskaError) {
        guard let first = try header() else {
            if source.offset == 0 { throw .empty(path: source.path) }
            throw .notMatroska(path: source.path)
        }
        guard first.id == ElementID.ebml, first.size != nil else { throw .notMatroska(path: source.path) }
        try skip(first)
        while let element = try header() {
            switch element.id {
            case ElementID.segment: continue
            case ElementID.info: try readInfo(element)
            case ElementID.tracks: try readTracks(element)
            case ElementID.cluster:
                if track.number == 0 { throw .noVideo(path: source.path) }
                firstCluster = element.offset
                source.seek(to: firstCluster)
                return
            default: try skip(element)
            }
        }
        if track.number == 0 { throw .noVideo(path: source.path) }
        firstCluster = source.offset
    }

    private func readInfo(_ info: Element) throws(MatroskaError) {
        try children(of: info) { element throws(MatroskaError) in
            guard element.id == ElementID.timestampScale else { return try self.skip(element) }
            guard let scale = try self.unsigned(element) else { return }
            guard (1...1_000_000_000).contains(scale) else {
                throw self.malformed(element, "a time stamp scale of \(scale) ns")
            }
            self.timestampScale = Int64(scale)
        }
    }

    private func readTracks(_ tracks: Element) throws(MatroskaError) {
        try children(of: tracks) { entry throws(MatroskaError) in
            guard entry.id == ElementID.trackEntry, self.track.number == 0 else { return try self.skip(entry) }
            let (candidate, isVideo) = try self.readTrack(entry)
            if isVideo { self.track = candidate }
        }
    }

    private func readTrack(_ entry: Element) throws(MatroskaError) -> (VideoTrack, isVideo: Bool) {
        var candidate = VideoTrack(number: 0, codec: "", width: 0, height: 0)
        var isVideo = false
        try children(of: entry) { element throws(MatroskaError) in
            switch element.id {
            case ElementID.trackNumber: candidate.number = try self.unsigned(element) ?? 0
            case ElementID.trackType: isVideo = try self.unsigned(element) == 1
            case ElementID.codec: candidate.codec = try self.text(element)
            case ElementID.contentEncodings:
                throw self.malformed(element, "the track is compressed or encrypted a second time (ContentEncodings)")
            case ElementID.video:
                try self.children(of: element) { detail throws(MatroskaError) in
                    switch detail.id {
                    case ElementID.pixelWidth: candidate.width = Int(clamping: try self.unsigned(detail) ?? 0)
                    case ElementID.pixelHeight: candidate.height = Int(clamping: try self.unsigned(detail) ?? 0)
                    default: try self.skip(detail)
                    }
                }
            default: try self.skip(element)
            }
        }
        return (candidate, isVideo && candidate.number != 0)
    }

    private func children(
        of parent: Element, _ visit: (Element) throws(MatroskaError) -> Void
    ) throws(MatroskaError) {
        guard let size = parent.size, size <= Self.maximumHeaderBytes else {
            throw malformed(parent, "a header element without a sensible size")
        }
        let end = parent.contentOffset + size
        while source.offset < end, let element = try header() {
            guard let size = element.size, element.contentOffset + size <= end else {
                throw malformed(element, "an element reaches beyond the one that holds it")
            }
            try visit(element)
        }
        source.seek(to: end)
    }

    // MARK: Elements

    private func malformed(_ element: Element, _ what: String) -> MatroskaError {
        .malformed(path: source.path, offset: element.contentOffset, what: what)
    }

    /// The next element's id and size, or nil at the end of the file.
    private func header() throws(MatroskaError) -> Element? {
        let start = source.offset
        guard let first = try source.byte() else { return nil }
        let idLength = first.leadingZeroBitCount + 1
        guard idLength <= 4 else {
            throw .malformed(path: source.path, offset: start, what: "no element starts with byte \(first)")
        }
        var id = UInt32(first)
        for _ in 1..<idLength {
            guard let byte = try source.byte() else { return broken(at: start) }
            id = id << 8 | UInt32(byte)
        }
        guard let sizeByte = try source.byte() else { return broken(at: start) }
        let sizeLength = sizeByte.leadingZeroBitCount + 1
        guard sizeLength <= 8 else {
            throw .malformed(path: source.path, offset: start, what: "an element size of more than eight bytes")
        }
        var size = UInt64(sizeByte) & ((1 << (8 - UInt64(sizeLength))) - 1)
        for _ in 1..<sizeLength {
            guard let byte = try source.byte() else { return broken(at: start) }
            size = size << 8 | UInt64(byte)
        }
        let isUnknown = size == (1 << (7 * UInt64(sizeLength))) - 1
        return Element(id: id, size: isUnknown ? nil : Int64(size), offset: start, contentOffset: source.offset)
    }

    private func broken(at offset: Int64) -> Element? {
        truncatedAt = offset
        return nil
    }

    private func skip(_ element: Element) throws(MatroskaError) {
        guard let size = element.size else { throw malformed(element, "an unknown element of unknown size") }
        source.seek(to: element.contentOffset + size)
    }

    private func unsigned(_ element: Element) throws(MatroskaError) -> UInt64? {
        guard let size = element.size, size <= 8 else { throw malformed(element, "a number of more than eight bytes") }
        var value: UInt64 = 0
        for _ in 0..<size {
            guard let byte = try source.byte() else {
                truncatedAt = element.contentOffset
                return nil
            }
            value = value << 8 | UInt64(byte)
        }
        return value
    }

    private func text(_ element: Element) throws(MatroskaError) -> String {
        guard let size = element.size, size <= 256 else { throw malformed(element, "a name of more than 256 bytes") }
        var bytes: [UInt8] = []
        _ = try source.read(Int(size), into: &bytes)
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The frame in a block, nil when it belongs to another track or the file ends within it.
    private func block(_ element: Element) throws(MatroskaError) -> Packet? {
        guard let size = element.size, size >= 4, size <= Self.maximumFrameBytes else {
            throw malformed(element, "a block of \(element.size.map { "\($0)" } ?? "unknown") bytes")
        }
        frame.removeAll(keepingCapacity: true)
        guard try source.read(Int(size), into: &frame) else {
            truncatedAt = element.contentOffset
            return nil
        }
        let numberLength = frame[0].leadingZeroBitCount + 1
        guard numberLength <= 8, frame.count >= numberLength + 3 else { throw malformed(element, "a block too short") }
        var number = UInt64(frame[0]) & ((1 << (8 - UInt64(numberLength))) - 1)
        for byte in frame[1..<numberLength] { number = number << 8 | UInt64(byte) }
        guard number == track.number else { return nil }
        let relative = Int16(bitPattern: UInt16(frame[numberLength]) << 8 | UInt16(frame[numberLength + 1]))
        guard frame[numberLength + 2] & 0x06 == 0 else {
            throw malformed(element, "several frames in one block (lacing)")
        }
        let (time, overflow) = (clusterTimestamp &+ Int64(relative)).multipliedReportingOverflow(by: timestampScale)
        if overflow { throw malformed(element, "a time stamp beyond 292 years") }
        let header = numberLength + 3
        frame.removeFirst(header)
        return Packet(
            timestampNanoseconds: time, offset: element.contentOffset + Int64(header), data: frame,
            clusterOffset: clusterOffset)
    }
}
