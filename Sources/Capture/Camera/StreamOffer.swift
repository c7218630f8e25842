/// What a camera would send for what is asked of it.
public struct StreamOffer: Hashable, Sendable, CustomStringConvertible {
    public let pixelFormat: PixelFormat
    public let width: Int
    public let height: Int
    public let framesPerSecond: Double

    /// The best of what `camera` offers for `configuration`; nil when it offers nothing that can be read.
    public init?(_ camera: CameraDescription, for configuration: CameraConfiguration) {
        guard let choice = FormatChoice.ranked(camera.formats, for: configuration).first else { return nil }
        pixelFormat = choice.pixelFormat
        width = choice.width
        height = choice.height
        framesPerSecond = choice.framesPerSecond
    }

    public var description: String {
        let rate = (framesPerSecond * 10).rounded() / 10
        return
            "\(pixelFormat.rawValue) \(width)x\(height) at \(rate == rate.rounded() ? "\(Int(rate))" : "\(rate)") fps"
    }

    /// Of the data on the bus, at most: raw pictures have 2 bytes a pixel or less, and 1 byte a pixel is a JPEG of high quality.
    public var bytesPerSecond: Double {
        let bytesPerPixel: Double =
            switch pixelFormat {
            case .mjpeg, .jpeg, .grey: 1
            case .nv12, .nv21, .yu12, .yv12: 1.5
            case .yuyv, .uyvy, .yvyu, .vyuy, .nv16, .yuv422p: 2
            }
        return Double(width * height) * bytesPerPixel * framesPerSecond
    }
}
