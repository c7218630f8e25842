import CTurboJPEG
public import StreamTypes

/// Decodes JPEG pictures, also the Motion JPEG of webcams, to gray.
///
/// Only the luma of a picture is decoded. The result depends on nothing but the data: tables left over from an earlier picture are not
/// used. Frames without Huffman tables, which most webcams send, get the standard ones (ITU-T T.81, K.3).
/// One thread uses it at a time.
public final class JPEGDecoder {
    /// Pictures refused so far, by cause.
    public private(set) var damage = DamageCounts()
    /// Why the last picture was refused; nil when it was decoded.
    public private(set) var lastDamage: FrameDamage?

    private var handle: tjhandle
    private var keepsHuffmanTables = false

    /// - Throws: ``CaptureError/decoderUnavailable`` when memory runs out.
    public init() throws(CaptureError) {
        guard let handle = tjInitDecompress() else { throw .decoderUnavailable }
        self.handle = handle
    }

    deinit { tjDestroy(handle) }

    /// Width and height of a picture in pixels, from its header; nil when it has none, or no end.
    public static func size(of bytes: UnsafeRawBufferPointer) -> (width: Int, height: Int)? {
        guard let segments = try? JPEGSegments(bytes) else { return nil }
        return (segments.width, segments.height)
    }

    /// Decodes one picture into `image`, which takes the picture's size.
    ///
    /// - Parameter limit: the largest width and height accepted, each at most ``GrayImage/maximumSide``.
    /// - Returns: false when the data are damaged; the cause is counted and the content of `image` undefined.
    /// - Complexity: O(length + width · height); 0.7 to 0.9 ms for 640 × 480 on one core of an AMD EPYC.
    public func decode(
        _ bytes: UnsafeRawBufferPointer, into image: GrayImage,
        limit: (width: Int, height: Int) = (GrayImage.maximumSide, GrayImage.maximumSide)
    ) -> Bool {
        do {
            try decodeOrThrow(bytes, into: image, limit: limit)
            lastDamage = nil
            return true
        } catch {
            lastDamage = error
            damage[error] += 1
            return false
        }
    }

    private func decodeOrThrow(
        _ bytes: UnsafeRawBufferPointer, into image: GrayImage, limit: (width: Int, height: Int)
    ) throws(FrameDamage) {
        let segments = try JPEGSegments(bytes)
        guard segments.width <= limit.width, segments.height <= limit.height else { throw .pictureSize }
        if keepsHuffmanTables, !segments.hasHuffmanTables { forgetTables() }
        image.resize(width: segments.width, height: segments.height)
        let status = tjDecompress2(
            handle, bytes.bindMemory(to: UInt8.self).baseAddress, UInt(segments.end), image.pixels,
            Int32(image.width), Int32(image.stride), Int32(image.height), Int32(TJPF_GRAY.rawValue),
            TJFLAG_LIMITSCANS)
        keepsHuffmanTables = segments.hasHuffmanTables
        guard status != 0, !isHarmless else { return }
        forgetTables()
        throw .corrupt
    }

    /// Some cameras put a few bytes between the last block and the end marker; the picture is whole all the same.
    private var isHarmless: Bool {
        guard tjGetErrorCode(handle) == TJERR_WARNING.rawValue, let message = tjGetErrorStr2(handle) else {
            return false
        }
        return String(cString: message).hasSuffix("extraneous bytes before marker 0xd9")
    }

    /// A fresh decoder; should memory have run out, the old one stays.
    private func forgetTables() {
        guard let fresh = tjInitDecompress() else { return }
        tjDestroy(handle)
        handle = fresh
        keepsHuffmanTables = false
    }
}
