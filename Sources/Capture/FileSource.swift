import Glibc
import Matroska
public import StreamTypes

/// Plays a video file as if it were a camera, by the capture times in the file.
///
/// MJPEG in Matroska and JPEG stills are read here; everything else goes through the `ffmpeg` program. Which frames a
/// tick takes depends on the file's times alone, so every speed gives the same frames.
public final class FileSource: FrameSource {
    public var kind: SourceKind { .file }
    /// Set when the file ended before it should have, as a sentence for people.
    public private(set) var damage: String?

    private let path: String
    private let frames: any RecordedFrames
    private let speed: PlaybackSpeed
    private let loops: Bool
    private let start: Duration
    private let clock: any MonotonicClock

    private var pending: Frame?
    private var number: Int64 = 0
    /// Added to the file's times, so that time goes on from one round to the next.
    private var roundOffset: Duration = .zero
    private var firstInFile: MonotonicTime?
    private var lastInFile: MonotonicTime?
    private var interval: Duration = .milliseconds(100)
    /// The moment of the host's clock that stands for the first frame played.
    private var origin: (host: MonotonicTime, file: MonotonicTime)?

    /// - Parameters:
    ///   - start: frames earlier than this are left out, in every round.
    ///   - loops: begins again at the end, with times that go on.
    public init(
        path: String, speed: PlaybackSpeed = .real, loops: Bool = false, start: Duration = .zero,
        clock: any MonotonicClock = SystemMonotonicClock()
    ) throws(FileSourceError) {
        self.path = path
        self.speed = speed
        self.loops = loops
        self.start = start
        self.clock = clock
        frames = try Self.open(path)
        pending = try read()
        guard pending != nil else {
            if number > 0 { throw .startBeyondEnd(path: path, seconds: start.seconds) }
            throw .noFrames(path: path)
        }
    }

    public func next(until deadline: MonotonicTime) throws -> FrameEvent {
        if pending == nil { pending = try read() }
        guard let frame = pending else {
            damage = frames.damage
            return .ended
        }
        guard case .factor(let factor) = speed else { return deliver(frame) }
        if origin == nil { origin = (clock.now(), frame.captureTime) }
        guard let origin else { return .idle }
        let due = origin.host + .nanoseconds(Int64(Double((frame.captureTime - origin.file).wholeNanoseconds) / factor))
        if due > deadline {
            clock.sleep(until: deadline)
            return .idle
        }
        clock.sleep(until: due)
        return deliver(frame)
    }

    public func decode(into image: GrayImage) -> Bool { frames.decode(into: image) }

    /// Gives the frame that ``next(until:)`` returned last as the file has it, with its size in pixels, for recording.
    ///
    /// - Returns: nil when the file holds no JPEG pictures, or this one is damaged.
    public func withJPEG<Result>(_ body: (UnsafeRawBufferPointer, _ width: Int, _ height: Int) -> Result) -> Result? {
        guard let jpeg = frames.jpeg else { return nil }
        return jpeg.withUnsafeBytes { bytes in
            guard let size = JPEGDecoder.size(of: bytes) else { return nil }
            return body(bytes, size.width, size.height)
        }
    }

    private func deliver(_ frame: Frame) -> FrameEvent {
        pending = nil
        return .frame(frame)
    }

    /// The next frame from ``start`` on, beginning a new round where it should.
    private func read() throws(FileSourceError) -> Frame? {
        while true {
            guard let time = try frames.next() else {
                guard loops, let first = firstInFile, let last = lastInFile else { return nil }
                roundOffset += last - first + interval
                lastInFile = nil
                try frames.rewind()
                continue
            }
            defer { number += 1 }
            if let last = lastInFile, time > last { interval = time - last }
            if time - .zero < start { continue }
            if firstInFile == nil { firstInFile = time }
            lastInFile = time
            return Frame(number: number, captureTime: time + roundOffset)
        }
    }

    private static func open(_ path: String) throws(FileSourceError) -> any RecordedFrames {
        let head = try firstBytes(of: path)
        if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            return StillFrames(bytes: try wholeFile(path), decoder: try decoder(for: path))
        }
        if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]), let reader = try? MatroskaReader(path: path),
            reader.track.codec == MatroskaFrames.codec
        {
            return MatroskaFrames(reader: reader, path: path, decoder: try decoder(for: path))
        }
        return try FfmpegFrames(path: path)
    }

    private static func decoder(for path: String) throws(FileSourceError) -> JPEGDecoder {
        do { return try JPEGDecoder() } catch { throw .unreadable(path: path, reason: error.description) }
    }

    private static func firstBytes(of path: String) throws(FileSourceError) -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        if status.st_mode & S_IFMT == S_IFDIR { throw .unreadable(path: path, reason: "it is a folder, not a file") }
        let head = try readFile(path, limit: 16)
        if head.isEmpty { throw .noFrames(path: path) }
        return head
    }

    private static func wholeFile(_ path: String) throws(FileSourceError) -> [UInt8] {
        try readFile(path, limit: MatroskaReader.maximumFrameBytes)
    }

    private static func readFile(_ path: String, limit: Int) throws(FileSourceError) -> [UInt8] {
        guard let file = fopen(path, "rbe") else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        while bytes.count < limit {
            let count = fread(&chunk, 1, min(chunk.count, limit - bytes.count), file)
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}
