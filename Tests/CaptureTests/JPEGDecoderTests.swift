import Capture
import StreamTypes
import TestKit
import Testing

@Suite struct JPEGDecoderTests {
    let decoder: JPEGDecoder
    let image = GrayImage()

    init() throws { decoder = try JPEGDecoder() }

    func decode(_ jpeg: [UInt8]) -> Bool { jpeg.withUnsafeBytes { decoder.decode($0, into: image) } }

    @Test(arguments: [(640, 480), (33, 17), (1, 1)])
    func wholePicture_keepsItsSizeAndGray(width: Int, height: Int) {
        let gray = (0..<width * height).map { UInt8(40 + ($0 % width + $0 / width) % 160) }
        #expect(decode(TestPicture.jpeg(gray, width: width, height: height, quality: 95)))
        #expect((image.width, image.height) == (width, height))
        let largestError = zip(gray, image.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(largestError <= 12)
        #expect(decoder.damage.total == 0 && decoder.lastDamage == nil)
    }

    @Test func missingHuffmanTables_standardOnesAreUsed() {
        let whole = TestPicture.jpeg(width: 64, height: 48)
        #expect(decode(whole))
        let expected = Array(image.bytes)
        let bare = TestPicture.removingSegments(marker: 0xC4, from: whole)
        #expect(bare.count < whole.count - 400)
        #expect(decode(bare))
        #expect(Array(image.bytes) == expected)
    }

    @Test func missingHuffmanTablesAfterOtherTables_doNotInheritThem() {
        let bare = TestPicture.removingSegments(marker: 0xC4, from: TestPicture.jpeg(width: 64, height: 48))
        #expect(decode(bare))
        let expected = Array(image.bytes)
        var foreign = TestPicture.jpeg(width: 64, height: 48, seed: 1)
        let table = foreign.indices.first { foreign[$0] == 0xFF && foreign[$0 + 1] == 0xC4 } ?? 0
        foreign[table + 21..<table + 33].reverse()  // The symbols of the first table trade their codes.
        _ = decode(foreign)
        #expect(decode(bare))
        #expect(Array(image.bytes) == expected)
    }

    @Test func paddingAfterTheEnd_isIgnored() {
        let jpeg = TestPicture.jpeg(width: 64, height: 48)
        #expect(decode(jpeg + [UInt8](repeating: 0, count: 4_000)))
        #expect(decode(jpeg + [0xFF, 0xFF, 0x17]))
    }

    @Test func extraBytesBeforeTheEnd_areHarmless() {
        let jpeg = TestPicture.jpeg(width: 64, height: 48)
        #expect(decode(jpeg))
        let expected = Array(image.bytes)
        #expect(decode(Array(jpeg.dropLast(2)) + [0x55, 0x55, 0xFF, 0xD9]))
        #expect(Array(image.bytes) == expected)
    }

    @Test func damagedPictures_areRefusedAndCountedByCause() {
        let jpeg = TestPicture.jpeg(width: 64, height: 48)
        let half = jpeg.count / 2 + 200
        let cases: [(String, [UInt8], FrameDamage)] = [
            ("empty", [], .startMarker),
            ("three bytes", [0xFF, 0xD8, 0xFF], .startMarker),
            ("no start", [0, 0] + jpeg.dropFirst(2), .startMarker),
            ("no end", Array(jpeg.dropLast(2)), .endMarker),
            ("cut in half", Array(jpeg.prefix(half)), .endMarker),
            ("cut in the header", Array(jpeg.prefix(100)), .endMarker),
            ("cut in half, with an end", jpeg.prefix(half) + [0xFF, 0xD9], .corrupt),
            ("half of one, then another", jpeg.prefix(half) + jpeg, .corrupt),
            ("no quantisation tables", TestPicture.removingSegments(marker: 0xDB, from: jpeg), .header),
            ("no frame header", TestPicture.removingSegments(marker: 0xC0, from: jpeg), .header),
        ]
        for (name, data, cause) in cases {
            let before = decoder.damage[cause]
            #expect(!decode(data), "\(name)")
            #expect(decoder.lastDamage == cause, "\(name)")
            #expect(decoder.damage[cause] == before + 1, "\(name)")
        }
        #expect(decoder.damage.total == cases.count)
        #expect(decode(jpeg))
    }

    @Test func pictureAboveTheLimit_isRefusedWithoutAllocating() {
        var huge = TestPicture.jpeg(width: 64, height: 48)
        let header = huge.indices.first { huge[$0] == 0xFF && huge[$0 + 1] == 0xC0 } ?? 0
        huge.replaceSubrange(header + 5..<header + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(!decode(huge))
        #expect(decoder.lastDamage == .pictureSize)
        #expect(image.width == 0)
        let jpeg = TestPicture.jpeg(width: 64, height: 48)
        #expect(!jpeg.withUnsafeBytes { decoder.decode($0, into: image, limit: (63, 48)) })
        #expect(jpeg.withUnsafeBytes { decoder.decode($0, into: image, limit: (64, 48)) })
    }

    @Test func mutatedPictures_neverCrashAndLeaveNoTrace() {
        let seeds = [
            TestPicture.jpeg(width: 96, height: 64),
            TestPicture.removingSegments(marker: 0xC4, from: TestPicture.jpeg(width: 40, height: 40, seed: 2)),
        ]
        let expected = seeds.map { seed in
            #expect(decode(seed))
            return Array(image.bytes)
        }
        var random = SplitMix64(seed: 20_180_415)
        var refused = 0
        let rounds = SoakCount.number("AFFECT_FUZZ_JPEGS", otherwise: 4_000)
        for round in 0..<rounds {
            if !decode(random.mutate(seeds[round % 2])) { refused += 1 }
            guard round % 100 == 0 else { continue }
            #expect(decode(seeds[round / 100 % 2]))
            #expect(Array(image.bytes) == expected[round / 100 % 2])
        }
        #expect(refused > rounds / 4)
        print("mutated pictures: \(rounds) of which \(refused) refused")
        #expect(decoder.damage.total == refused)
    }
}
