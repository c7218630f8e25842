import Glibc
import StreamTypes

/// Any video that `ffmpeg` reads: gray pictures from one pipe, exact time stamps from another.
///
/// The time stamps come from a `framecrc` muxer in the stream's own time base, so they are not rounded to milliseconds.
final class FfmpegFrames: RecordedFrames {
    private let path: String
    private var process: FfmpegProcess
    private var width = 0
    private var height = 0
    private var timeBase: (numerator: Int64, denominator: Int64) = (0, 0)
    private var firstStamp: Int64?
    private var picture: UnsafeMutableBufferPointer<UInt8>

    init(path: String) throws(FileSourceError) {
        self.path = path
        process = try FfmpegProcess(path: path)
        picture = .allocate(capacity: 1)
        try readPreamble()
    }

    deinit { picture.deallocate() }

    func next() throws(FileSourceError) -> MonotonicTime? {
        guard let line = process.readLine() else {
            try finish()
            return nil
        }
        let fields = line.split(separator: ",").map { $0.filter { $0 != " " } }
        guard fields.count >= 3, let stamp = Int64(fields[2]) else {
            throw .notVideo(path: path, reason: "ffmpeg wrote an unknown line: \(line)")
        }
        guard process.readPicture(into: picture) else {
            try finish()
            return nil
        }
        if firstStamp == nil { firstStamp = stamp }
        return time(of: stamp)
    }

    func decode(into image: GrayImage) -> Bool {
        image.resize(width: width, height: height)
        _ = image.bytes.update(fromContentsOf: picture)
        return true
    }

    var jpeg: [UInt8]? { nil }

    func rewind() throws(FileSourceError) {
        process = try FfmpegProcess(path: path)
        try readPreamble()
    }

    var damage: String? { process.complaint.map { "\(path): ffmpeg says: \($0)" } }

    /// Nanoseconds since the first frame, exact to the nanosecond.
    private func time(of stamp: Int64) -> MonotonicTime {
        let (high, low) = (stamp - (firstStamp ?? stamp)).multipliedFullWidth(by: timeBase.numerator * 1_000_000_000)
        return MonotonicTime(nanoseconds: timeBase.denominator.dividingFullWidth((high, low)).quotient)
    }

    private func readPreamble() throws(FileSourceError) {
        var line = process.readLine()
        while let text = line, text.hasPrefix("#") {
            if text.hasPrefix("#tb 0: ") { timeBase = ratio(text.dropFirst(7)) }
            if text.hasPrefix("#dimensions 0: ") {
                let sides = text.dropFirst(15).split(separator: "x").compactMap { Int($0) }
                if sides.count == 2 { (width, height) = (sides[0], sides[1]) }
            }
            line = process.readLine()
        }
        guard let first = line else {
            try finish()
            throw .noFrames(path: path)
        }
        process.unread(first)
        guard width > 0, height > 0, timeBase.numerator > 0, timeBase.denominator > 0 else {
            throw .notVideo(path: path, reason: "ffmpeg gives no size or time base for it")
        }
        guard width <= GrayImage.maximumSide, height <= GrayImage.maximumSide else {
            throw .tooLarge(path: path, width: width, height: height)
        }
        if picture.count != width * height {
            picture.deallocate()
            picture = .allocate(capacity: width * height)
        }
    }

    private func ratio(_ text: Substring) -> (Int64, Int64) {
        let parts = text.split(separator: "/").compactMap { Int64($0) }
        guard parts.count == 2, (1...1_000_000_000).contains(parts[0]), (1...1_000_000_000).contains(parts[1]) else {
            return (0, 0)
        }
        return (parts[0], parts[1])
    }

    /// Reaps ffmpeg; a file of which it gave not one frame is no video.
    private func finish() throws(FileSourceError) {
        let succeeded = process.wait()
        if !succeeded, firstStamp == nil {
            throw .notVideo(path: path, reason: process.complaint ?? "ffmpeg stopped without saying why")
        }
    }
}
