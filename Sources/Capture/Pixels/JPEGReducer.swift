import CTurboJPEG

/// Makes JPEG pictures fit for any reader: complete, and no wider than wanted. Colours stay as they are.
///
/// One thread uses it. Memory grows with the largest picture and is kept.
public final class JPEGReducer {
    /// Of pictures that are made smaller, from 1 to 100.
    public static let quality: Int32 = 85

    private let decompressor: tjhandle
    private let compressor: tjhandle
    /// The standard Huffman tables (ITU-T T.81, K.3), as segments.
    private let standardTables: [UInt8]
    private var planes: [UInt8] = []
    private var output: [UInt8] = []

    /// - Throws: ``CaptureError/decoderUnavailable`` when memory runs out.
    public init() throws(CaptureError) {
        guard let decompressor = tjInitDecompress() else { throw .decoderUnavailable }
        guard let compressor = tjInitCompress(), let tables = Self.standardTables(compressor) else {
            tjDestroy(decompressor)
            throw .decoderUnavailable
        }
        self.decompressor = decompressor
        self.compressor = compressor
        standardTables = tables
    }

    deinit {
        tjDestroy(decompressor)
        tjDestroy(compressor)
    }

    /// Puts the standard Huffman tables into a picture that came without, as most webcams send it and few readers take it, and cuts off
    /// what lies behind its end.
    ///
    /// - Returns: its width and height; nil, and `jpeg` as it was, when it is no JPEG picture.
    public func complete(_ jpeg: inout [UInt8]) -> (width: Int, height: Int)? {
        guard let segments = jpeg.withUnsafeBytes({ try? JPEGSegments($0) }) else { return nil }
        jpeg.removeLast(jpeg.count - segments.end)
        if !segments.hasHuffmanTables { jpeg.insert(contentsOf: standardTables, at: 2) }
        return (segments.width, segments.height)
    }

    /// Makes a complete picture at most `maximumWidth` wide, in eighths of its size: the largest that fits, or an eighth.
    ///
    /// - Returns: its width and height; nil, and `jpeg` as it was, when it is damaged or of no usual colour format.
    public func reduce(_ jpeg: inout [UInt8], maximumWidth: Int) -> (width: Int, height: Int)? {
        var (width, height, subsampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let count = UInt(jpeg.count)
        guard tjDecompressHeader3(decompressor, jpeg, count, &width, &height, &subsampling, &space) == 0,
            (0..<TJ_NUMSAMP).contains(subsampling), width > 0, height > 0
        else { return nil }
        guard width > maximumWidth else { return (Int(width), Int(height)) }
        let eighths = (1...7).last { Self.scaled(width, by: $0) <= maximumWidth } ?? 1
        (width, height) = (Self.scaled(width, by: eighths), Self.scaled(height, by: eighths))
        let planeBytes = Int(tjBufSizeYUV2(width, Self.padding, height, subsampling))
        if planes.count < planeBytes { planes = [UInt8](repeating: 0, count: planeBytes) }
        let status = tjDecompressToYUV2(
            decompressor, jpeg, count, &planes, width, Self.padding, height, TJFLAG_LIMITSCANS)
        guard status == 0 || tjGetErrorCode(decompressor) == TJERR_WARNING.rawValue else { return nil }
        let capacity = Int(tjBufSize(width, height, subsampling))
        if output.count < capacity { output = [UInt8](repeating: 0, count: capacity) }
        let written: Int? = output.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            var count = UInt(buffer.count)
            let status = tjCompressFromYUV(
                compressor, planes, width, Self.padding, height, subsampling, &start, &count, Self.quality,
                TJFLAG_NOREALLOC)
            return status == 0 ? Int(count) : nil
        }
        guard let written else { return nil }
        jpeg.removeAll(keepingCapacity: true)
        jpeg.append(contentsOf: output[..<written])
        return (Int(width), Int(height))
    }

    private static let padding: Int32 = 1

    /// As libjpeg-turbo rounds a scaled side (`TJSCALED`).
    private static func scaled(_ side: Int32, by eighths: Int32) -> Int32 { (side * eighths + 7) / 8 }

    /// Taken from a picture that libjpeg-turbo made: it writes these tables unless told to find better ones.
    private static func standardTables(_ compressor: tjhandle) -> [UInt8]? {
        let pixels = [UInt8](repeating: 128, count: 3 * 8 * 8)
        var jpeg = [UInt8](repeating: 0, count: Int(tjBufSize(8, 8, Int32(TJSAMP_444.rawValue))))
        let status: Int32 = jpeg.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            var count = UInt(buffer.count)
            return tjCompress2(
                compressor, pixels, 8, 0, 8, Int32(TJPF_RGB.rawValue), &start, &count, Int32(TJSAMP_444.rawValue), 90,
                TJFLAG_NOREALLOC)
        }
        guard status == 0 else { return nil }
        let tables = jpeg.withUnsafeBytes { JPEGSegments.huffmanTables(in: $0) }
        return tables.isEmpty ? nil : tables
    }
}
