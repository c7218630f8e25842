import Matroska
import StreamTypes

/// MJPEG in Matroska, as our recorder and the shipped clips have it: read and decoded without another program.
final class MatroskaFrames: RecordedFrames {
    private let reader: MatroskaReader
    private let path: String
    private let decoder: JPEGDecoder
    private var packet: MatroskaReader.Packet?

    static let codec = "V_MJPEG"

    init(reader: MatroskaReader, path: String, decoder: JPEGDecoder) {
        self.reader = reader
        self.path = path
        self.decoder = decoder
    }

    func next() throws(FileSourceError) -> MonotonicTime? {
        do {
            packet = nil
            packet = try reader.next()
        } catch { throw FileSourceError(error, path: path) }
        return packet.map { MonotonicTime(nanoseconds: $0.timestampNanoseconds) }
    }

    func decode(into image: GrayImage) -> Bool {
        guard let packet else { return false }
        return packet.data.withUnsafeBytes { decoder.decode($0, into: image) }
    }

    var jpeg: [UInt8]? { packet?.data }

    func rewind() { reader.rewind() }

    var damage: String? {
        reader.truncatedAt.map { "\(path): broken off at byte \($0); the frames before it were read" }
    }
}
