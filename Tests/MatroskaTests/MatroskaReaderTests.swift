import Foundation
import TestKit
import Testing

@testable import Matroska

@Suite struct MatroskaReaderTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func write(_ bytes: [UInt8]) throws -> String {
        let file = folder.file("test.mkv")
        try Data(bytes).write(to: file)
        return file.path
    }

    private func packets(_ reader: MatroskaReader) throws -> [(Int64, [UInt8])] {
        var result: [(Int64, [UInt8])] = []
        while let packet = try reader.next() { result.append((packet.timestampNanoseconds, packet.data)) }
        return result
    }

    private let live =
        EBML.header + EBML.segmentOfUnknownSize + EBML.tracks()
        + EBML.cluster(
            timestamp: 10,
            blocks: EBML.simpleBlock(relative: -3, [1, 2]) + EBML.simpleBlock(track: 2, relative: 0, [9]))
        + EBML.cluster(timestamp: 40, blocks: EBML.blockGroup(relative: 5, [3]))

    @Test func liveFile_ofUnknownSizes_givesFramesOfItsTrackWithTimes() throws {
        let reader = try MatroskaReader(path: write(live))
        #expect(reader.track == VideoTrack(number: 1, codec: "V_MJPEG", width: 640, height: 360))
        let frames = try packets(reader)
        #expect(frames.map(\.0) == [7_000_000, 45_000_000])
        #expect(frames.map(\.1) == [[1, 2], [3]])
        #expect(reader.truncatedAt == nil)
    }

    @Test func rewind_afterTheEnd_givesTheSameFrames() throws {
        let reader = try MatroskaReader(path: write(live))
        let first = try packets(reader).map(\.0)
        reader.rewind()
        #expect(try packets(reader).map(\.0) == first)
    }

    @Test func cutAnywhere_givesOnlyWholeFramesAndNeverCrashes() throws {
        let headerLength = EBML.header.count + EBML.segmentOfUnknownSize.count + EBML.tracks().count
        for length in 0..<live.count {
            let path = try write(Array(live[..<length]))
            guard let reader = try? MatroskaReader(path: path) else {
                #expect(length < headerLength)
                continue
            }
            let frames = try packets(reader)
            #expect(frames.allSatisfy { $0.1 == [1, 2] || $0.1 == [3] })
            #expect(frames.count < 2)
        }
    }

    @Test func bytesFlipped_neverCrash() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = live
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let reader = try? MatroskaReader(path: write(bytes)) else { continue }
            var count = 0
            while (try? reader.next()) ?? nil != nil { count += 1 }
            #expect(count <= live.count)
        }
    }

    @Test func emptyFile_saysSo() throws {
        let path = try write([])
        #expect(throws: MatroskaError.empty(path: path)) { try MatroskaReader(path: path) }
    }

    @Test func otherFile_isNotMatroska() throws {
        let path = try write(Array("GIF89a and more".utf8))
        #expect(throws: MatroskaError.self) { try MatroskaReader(path: path) }
    }

    @Test func soundOnly_hasNoVideo() throws {
        let path = try write(
            EBML.header + EBML.segmentOfUnknownSize + EBML.tracks(codec: "A_OPUS", type: 2)
                + EBML.cluster(timestamp: 0, blocks: []))
        #expect(throws: MatroskaError.noVideo(path: path)) { try MatroskaReader(path: path) }
    }

    @Test func lacedBlock_isRefusedWithItsPlace() throws {
        let path = try write(
            EBML.header + EBML.segmentOfUnknownSize + EBML.tracks()
                + EBML.cluster(timestamp: 0, blocks: EBML.simpleBlock(relative: 0, flags: 0x02, [0, 1])))
        let reader = try MatroskaReader(path: path)
        #expect(throws: MatroskaError.self) { _ = try reader.next() }
    }

    @Test func missingFile_saysWhy() {
        #expect(throws: MatroskaError.unreadable(path: "/none/such.mkv", reason: "No such file or directory")) {
            try MatroskaReader(path: "/none/such.mkv")
        }
    }

    @Test func shippedClip_hasTheFramesThatFfprobeCounts() throws {
        let reader = try MatroskaReader(path: ShippedClip.wolfgangLanger.path)
        #expect(reader.track == VideoTrack(number: 1, codec: "V_MJPEG", width: 640, height: 360))
        let frames = try packets(reader)
        #expect(frames.count == 236)
        #expect(frames.prefix(3).map(\.0) == [0, 83_000_000, 167_000_000])
        #expect(frames.last?.0 == 19_603_000_000)
        #expect(frames.allSatisfy { $0.1.starts(with: [0xFF, 0xD8]) && $0.1.suffix(2) == [0xFF, 0xD9] })
    }
}
