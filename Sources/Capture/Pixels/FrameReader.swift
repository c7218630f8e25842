import StreamTypes

/// Turns the data of one stream into gray pictures.
struct FrameReader {
    let format: StreamFormat
    private let jpeg: JPEGDecoder?
    private let converter: PixelConverter?

    /// JPEG pictures may be padded to whole blocks of 16 pixels.
    private static let blockSize = 16

    init(_ format: StreamFormat) throws(CaptureError) {
        self.format = format
        jpeg = format.pixelFormat.isCompressed ? try JPEGDecoder() : nil
        converter = Self.converter(format)
    }

    /// Whether a driver's answer to `VIDIOC_S_FMT` describes pictures that can be read.
    static func canRead(_ format: StreamFormat) -> Bool {
        let sides = 1...GrayImage.maximumSide
        guard sides.contains(format.width), sides.contains(format.height), format.imageSize > 0 else { return false }
        guard !format.pixelFormat.isCompressed else { return true }
        guard let converter = converter(format) else { return false }
        return converter.byteCount <= format.imageSize
    }

    private static func converter(_ format: StreamFormat) -> PixelConverter? {
        PixelConverter(
            format: format.pixelFormat, width: format.width, height: format.height, bytesPerLine: format.bytesPerLine,
            isFullRange: format.isFullRange)
    }

    /// Judges a frame without decoding it.
    func damage(_ payload: UnsafeRawBufferPointer) -> FrameDamage? {
        if let converter { return payload.count < converter.byteCount ? .payloadSize : nil }
        guard !payload.isEmpty else { return .payloadSize }
        do {
            let segments = try JPEGSegments(payload)
            return fits(segments.width, segments.height) ? nil : .pictureSize
        } catch {
            return error
        }
    }

    /// - Returns: nil when the picture was decoded into `image`.
    func decode(_ payload: UnsafeRawBufferPointer, into image: GrayImage) -> FrameDamage? {
        if let converter { return converter.convert(payload, into: image) ? nil : .payloadSize }
        guard let jpeg else { return .header }
        let limit = (format.width + Self.blockSize, format.height + Self.blockSize)
        return jpeg.decode(payload, into: image, limit: limit) ? nil : jpeg.lastDamage
    }

    private func fits(_ width: Int, _ height: Int) -> Bool {
        width <= format.width + Self.blockSize && height <= format.height + Self.blockSize
    }
}
