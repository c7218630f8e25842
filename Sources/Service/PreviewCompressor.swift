import Capture
import Feed
import StreamTypes

/// Makes JPEG files of the preview's pictures: complete ones, and no wider than wanted.
final class PreviewCompressor {
    private let reducer: JPEGReducer
    private let encoder: JPEGEncoder
    private let image = GrayImage()
    private let maximumWidth: Int?

    init(maximumWidth: Int?) throws(CaptureError) {
        reducer = try JPEGReducer()
        encoder = try JPEGEncoder()
        self.maximumWidth = maximumWidth
    }

    /// - Returns: false when the picture is damaged or empty.
    func compress(_ picture: inout PreviewPicture) -> Bool {
        if picture.format == .gray, !encode(&picture) { return false }
        guard var size = reducer.complete(&picture.bytes) else { return false }
        if let maximumWidth, size.width > maximumWidth {
            guard let reduced = reducer.reduce(&picture.bytes, maximumWidth: maximumWidth) else { return false }
            size = reduced
        }
        (picture.width, picture.height) = size
        return true
    }

    private func encode(_ picture: inout PreviewPicture) -> Bool {
        image.resize(width: picture.width, height: picture.height)
        picture.bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(image.bytes).copyMemory(from: $0) }
        let isEncoded: Void? = encoder.encode(image) { jpeg in
            picture.bytes.removeAll(keepingCapacity: true)
            picture.bytes.append(contentsOf: jpeg)
        }
        picture.format = .jpeg
        return isEncoded != nil
    }
}
