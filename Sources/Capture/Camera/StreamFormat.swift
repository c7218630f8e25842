/// What the driver really delivers, read back after setting it.
public struct StreamFormat: Hashable, Sendable, CustomStringConvertible {
    public var pixelFormat: PixelFormat
    public var width: Int
    public var height: Int
    /// Distance of the rows of an uncompressed picture, in bytes.
    public var bytesPerLine: Int
    /// The largest frame, in bytes.
    public var imageSize: Int
    /// The rate that the driver promises; nil when it does not say.
    public var framesPerSecond: Double?
    /// Luma goes from 0 to 255, not from 16 to 235.
    public var isFullRange: Bool

    public var description: String {
        let size = "\(pixelFormat.rawValue) \(width)x\(height)"
        guard let framesPerSecond else { return size }
        let hundredths = Int((framesPerSecond * 100).rounded())
        let rate = hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
        return "\(size) at \(rate) fps"
    }
}
