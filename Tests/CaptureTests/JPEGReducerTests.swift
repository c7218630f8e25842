import StreamTypes
import Testing

@testable import Capture

@Suite struct JPEGReducerTests {
    private struct Picture: Equatable {
        var width: Int
        var height: Int
        var pixels: [UInt8]
    }

    private func decoded(_ jpeg: [UInt8]) throws -> Picture {
        let image = GrayImage()
        let isDecoded = try jpeg.withUnsafeBytes { try JPEGDecoder().decode($0, into: image) }
        try #require(isDecoded)
        return withExtendedLifetime(image) {
            Picture(width: image.width, height: image.height, pixels: Array(image.bytes))
        }
    }

    @Test func pictureWithoutHuffmanTables_getsThemAndLosesItsPadding() throws {
        let whole = TestPicture.jpeg(width: 64, height: 48)
        let bare = TestPicture.removingSegments(marker: 0xC4, from: whole)
        #expect(bare.count < whole.count)
        var jpeg = bare + [UInt8](repeating: 0, count: 100)
        let size = try JPEGReducer().complete(&jpeg)
        #expect(size?.width == 64 && size?.height == 48)
        #expect(jpeg.count == whole.count)
        #expect(try jpeg.withUnsafeBytes { try JPEGSegments($0) }.hasHuffmanTables)
        #expect(try decoded(jpeg) == decoded(whole))
    }

    @Test func completePicture_staysAsItIs() throws {
        let whole = TestPicture.jpeg(width: 64, height: 48)
        var jpeg = whole
        #expect(try JPEGReducer().complete(&jpeg)?.width == 64)
        #expect(jpeg == whole)
    }

    @Test(arguments: [(640, 640, 480), (639, 560, 420), (320, 320, 240), (100, 80, 60), (16, 80, 60)])
    func widePicture_isMadeTheLargestThatFits(maximumWidth: Int, width: Int, height: Int) throws {
        var jpeg = TestPicture.jpeg([UInt8](repeating: 200, count: 640 * 480), width: 640, height: 480)
        let size = try #require(try JPEGReducer().reduce(&jpeg, maximumWidth: maximumWidth))
        #expect(size.width == width && size.height == height)
        let image = try decoded(jpeg)
        #expect(image.width == width && image.height == height)
        #expect(image.pixels.allSatisfy { abs(Int($0) - 200) <= 3 })
    }

    @Test func oddSize_isReducedToo() throws {
        var jpeg = TestPicture.jpeg(width: 333, height: 77)
        let size = try #require(try JPEGReducer().reduce(&jpeg, maximumWidth: 200))
        let image = try decoded(jpeg)
        #expect(image.width == size.width && image.height == size.height && size.width <= 200)
    }

    @Test func whatIsNoPicture_isRefusedAndKept() throws {
        var bytes: [UInt8] = [1, 2, 3, 4]
        let reducer = try JPEGReducer()
        #expect(reducer.complete(&bytes) == nil)
        #expect(reducer.reduce(&bytes, maximumWidth: 16) == nil)
        #expect(bytes == [1, 2, 3, 4])
    }

    @Test func cutPicture_neverCrashes() throws {
        let whole = TestPicture.jpeg(width: 128, height: 96)
        let reducer = try JPEGReducer()
        for length in stride(from: 0, to: whole.count, by: 37) {
            var jpeg = Array(whole.prefix(length))
            if reducer.complete(&jpeg) != nil { _ = reducer.reduce(&jpeg, maximumWidth: 40) }
        }
        var jpeg = whole
        #expect(reducer.reduce(&jpeg, maximumWidth: 40)?.width == 32)
    }
}
