public import StreamTypes

/// Takes the luma of an uncompressed picture, `height` rows that lie `bytesPerLine` apart, as a gray picture of full range.
///
/// Video formats code black as 16 and white as 235 (ITU-R BT.601); JPEG codes them as 0 and 255. The result is of the second kind for
/// both, so that the network sees the same gray whatever format the camera sends.
public struct PixelConverter: Sendable {
    public let format: PixelFormat
    public let width: Int
    public let height: Int
    public let bytesPerLine: Int
    /// Bytes of a whole picture, chroma included; a shorter one is damaged.
    public let byteCount: Int
    private let isFullRange: Bool
    private let expansion: [UInt8]

    /// - Parameters:
    ///   - bytesPerLine: distance of the rows of the first plane; 0 means that they are packed.
    ///   - isFullRange: luma goes from 0 to 255 already.
    /// - Returns: nil when the format is compressed, or the size is empty, too large or does not fit `bytesPerLine`.
    public init?(format: PixelFormat, width: Int, height: Int, bytesPerLine: Int = 0, isFullRange: Bool = false) {
        guard (1...GrayImage.maximumSide).contains(width), (1...GrayImage.maximumSide).contains(height),
            let layout = LumaLayout(format)
        else { return nil }
        let rowBytes = layout.rowBytes(width: width)
        let distance = bytesPerLine == 0 ? rowBytes : bytesPerLine
        guard (rowBytes...GrayImage.maximumSide * 4).contains(distance) else { return nil }
        self.format = format
        self.width = width
        self.height = height
        self.bytesPerLine = distance
        self.isFullRange = isFullRange || format == .grey
        byteCount = layout.byteCount(width: width, height: height, bytesPerLine: distance)
        expansion = (0...255).map { UInt8(clamping: (($0 - 16) * 255 * 2 + 219) / (219 * 2)) }
    }

    /// Converts one picture into `image`, which takes its size.
    ///
    /// - Returns: false, and nothing is read, when there are fewer than ``byteCount`` bytes.
    /// - Complexity: O(width · height).
    public func convert(_ bytes: UnsafeRawBufferPointer, into image: GrayImage) -> Bool {
        guard bytes.count >= byteCount, let source = bytes.bindMemory(to: UInt8.self).baseAddress,
            let layout = LumaLayout(format)
        else { return false }
        image.resize(width: width, height: height)
        expansion.withUnsafeBufferPointer { expansion in
            for y in 0..<height {
                let row = source + y * bytesPerLine + layout.offset
                let target = image.pixels + y * image.stride
                switch (layout.step, isFullRange) {
                case (1, true): target.update(from: row, count: width)
                case (1, false): for x in 0..<width { target[x] = expansion[Int(row[x])] }
                case (_, true): for x in 0..<width { target[x] = row[2 * x] }
                case (_, false): for x in 0..<width { target[x] = expansion[Int(row[2 * x])] }
                }
            }
        }
        return true
    }
}
