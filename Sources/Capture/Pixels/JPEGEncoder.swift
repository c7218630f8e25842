import CTurboJPEG
public import StreamTypes

/// Encodes gray pictures as JPEG, for recording what came as raw pixels.
///
/// One thread uses it. Memory grows with the largest picture and is kept.
public final class JPEGEncoder {
    /// From 1 to 100; at 95 a gray level is off by about one.
    public static let quality: Int32 = 95

    private let handle: tjhandle
    private var buffer: [UInt8] = []

    /// - Throws: ``CaptureError/decoderUnavailable`` when memory runs out.
    public init() throws(CaptureError) {
        guard let handle = tjInitCompress() else { throw .decoderUnavailable }
        self.handle = handle
    }

    deinit { tjDestroy(handle) }

    /// Encodes `image` and gives `body` the data.
    ///
    /// - Returns: nil when the picture is empty or cannot be encoded.
    public func encode<Result>(_ image: GrayImage, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard image.width > 0, image.height > 0 else { return nil }
        let capacity = Int(tjBufSize(Int32(image.width), Int32(image.height), Int32(TJSAMP_GRAY.rawValue)))
        if buffer.count < capacity { buffer = [UInt8](repeating: 0, count: capacity) }
        return buffer.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            var count = UInt(buffer.count)
            let status = tjCompress2(
                handle, image.pixels, Int32(image.width), Int32(image.stride), Int32(image.height),
                Int32(TJPF_GRAY.rawValue), &start, &count, Int32(TJSAMP_GRAY.rawValue), Self.quality, TJFLAG_NOREALLOC)
            guard status == 0 else { return nil }
            return body(UnsafeRawBufferPointer(start: start, count: Int(count)))
        }
    }
}
