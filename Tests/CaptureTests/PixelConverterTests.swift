import Capture
import StreamTypes
import Testing

@Suite struct PixelConverterTests {
    /// A picture of `format` whose luma is `luma` and whose chroma and padding are all 201.
    static func picture(_ format: PixelFormat, luma: [UInt8], width: Int, height: Int, bytesPerLine: Int) -> [UInt8] {
        let chromaRows: Int
        let (offset, step): (Int, Int)
        switch format {
        case .yuyv, .yvyu: (offset, step, chromaRows) = (0, 2, 0)
        case .uyvy, .vyuy: (offset, step, chromaRows) = (1, 2, 0)
        case .nv12, .nv21, .yu12, .yv12: (offset, step, chromaRows) = (0, 1, (height + 1) / 2)
        case .nv16, .yuv422p: (offset, step, chromaRows) = (0, 1, height)
        default: (offset, step, chromaRows) = (0, 1, 0)
        }
        var bytes = [UInt8](repeating: 201, count: bytesPerLine * (height + chromaRows))
        for y in 0..<height {
            for x in 0..<width { bytes[y * bytesPerLine + offset + x * step] = luma[y * width + x] }
        }
        return bytes
    }

    static let rawFormats = PixelFormat.allCases.filter { !$0.isCompressed }

    @Test(arguments: rawFormats, [0, 24])
    func everyFormatAndPadding_givesItsLuma(format: PixelFormat, padding: Int) throws {
        let (width, height) = (38, 21)
        let luma = TestPicture.gray(width: width, height: height)
        let packed = [.yuyv, .yvyu, .uyvy, .vyuy].contains(format) ? 2 * width : width
        let bytes = Self.picture(format, luma: luma, width: width, height: height, bytesPerLine: packed + padding)
        let converter = try #require(
            PixelConverter(
                format: format, width: width, height: height, bytesPerLine: packed + padding, isFullRange: true))
        let image = GrayImage()
        #expect(bytes.withUnsafeBytes { converter.convert($0, into: image) })
        #expect((image.width, image.height) == (width, height))
        #expect(Array(image.bytes) == luma)
    }

    @Test func videoRange_isExpandedToFullRange() throws {
        let luma = (0...255).map { UInt8($0) }
        let bytes = Self.picture(.yuyv, luma: luma, width: 256, height: 1, bytesPerLine: 512)
        let converter = try #require(PixelConverter(format: .yuyv, width: 256, height: 1))
        let image = GrayImage()
        #expect(bytes.withUnsafeBytes { converter.convert($0, into: image) })
        #expect((image.bytes[16], image.bytes[235]) == (0, 255))
        #expect((image.bytes[0], image.bytes[255]) == (0, 255))
        let exact = luma.map { min(max((Double($0) - 16) * 255 / 219, 0), 255).rounded() }
        #expect(image.bytes.map { Double($0) } == exact)
    }

    @Test func grey_isFullRangeAlready() throws {
        let converter = try #require(PixelConverter(format: .grey, width: 2, height: 2))
        let image = GrayImage()
        let bytes: [UInt8] = [0, 16, 235, 255]
        #expect(bytes.withUnsafeBytes { converter.convert($0, into: image) })
        #expect(Array(image.bytes) == bytes)
    }

    @Test(arguments: rawFormats)
    func oneByteTooFew_isRefused(format: PixelFormat) throws {
        let converter = try #require(PixelConverter(format: format, width: 37, height: 5))
        let image = GrayImage()
        let bytes = [UInt8](repeating: 9, count: converter.byteCount)
        #expect(bytes.withUnsafeBytes { converter.convert($0, into: image) })
        #expect(!bytes.dropLast().withUnsafeBytes { converter.convert($0, into: image) })
    }

    @Test func impossibleGeometry_isRefused() {
        #expect(PixelConverter(format: .mjpeg, width: 640, height: 480) == nil)
        #expect(PixelConverter(format: .yuyv, width: 0, height: 480) == nil)
        #expect(PixelConverter(format: .yuyv, width: 640, height: GrayImage.maximumSide + 1) == nil)
        #expect(PixelConverter(format: .yuyv, width: 640, height: 480, bytesPerLine: 1_279) == nil)
        #expect(PixelConverter(format: .yuyv, width: 640, height: 480, bytesPerLine: Int(UInt32.max)) == nil)
    }
}
