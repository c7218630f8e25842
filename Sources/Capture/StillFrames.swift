import Glibc
import StreamTypes

/// One JPEG picture, as a recording of one frame.
final class StillFrames: RecordedFrames {
    private let bytes: [UInt8]
    private let decoder: JPEGDecoder
    private var isRead = false

    init(bytes: [UInt8], decoder: JPEGDecoder) {
        self.bytes = bytes
        self.decoder = decoder
    }

    func next() -> MonotonicTime? {
        if isRead { return nil }
        isRead = true
        return .zero
    }

    func decode(into image: GrayImage) -> Bool { bytes.withUnsafeBytes { decoder.decode($0, into: image) } }

    var jpeg: [UInt8]? { bytes }

    func rewind() { isRead = false }

    var damage: String? { nil }
}
