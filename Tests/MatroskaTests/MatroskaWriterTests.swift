import Foundation
import TestKit
import Testing

@testable import Matroska

@Suite struct MatroskaWriterTests {
    let folder: TemporaryDirectory
    var path: String { folder.file("out.mkv").path }

    init() throws { folder = try TemporaryDirectory() }

    private func pictures(_ count: Int) throws -> [[UInt8]] {
        let reader = try MatroskaReader(path: ShippedClip.wolfgangLanger.path)
        return try (0..<count).map { _ in try #require(try reader.next()).data }
    }

    private func write(_ pictures: [[UInt8]], times: [Int64], closing: Bool = true) throws -> [Int64] {
        let writer = try MatroskaWriter(path: path, width: 640, height: 360)
        let offsets = try zip(pictures, times).map { picture, time in
            try writer.append(picture, at: time)
        }
        if closing { try writer.close() }
        return offsets
    }

    private func packets() throws -> [MatroskaReader.Packet] {
        let reader = try MatroskaReader(path: path)
        var result: [MatroskaReader.Packet] = []
        while let packet = try reader.next() { result.append(packet) }
        #expect(reader.truncatedAt == nil)
        return result
    }

    @Test(arguments: [true, false]) func writtenFile_readsBackAsItWas(closing: Bool) throws {
        let pictures = try pictures(12)
        let times: [Int64] = [0, 33, 66, 100, 999, 1000, 1001, 5000, 90_000, 3_600_000, 3_600_033, 3_600_999]
        let offsets = try write(pictures, times: times, closing: closing)
        let packets = try packets()
        #expect(packets.map(\.timestampNanoseconds) == times.map { $0 * 1_000_000 })
        #expect(packets.map(\.data) == pictures)
        #expect(packets.map(\.offset) == offsets)
        let clusters = Dictionary(grouping: packets, by: \.clusterOffset).values.map { $0.map(\.timestampNanoseconds) }
        #expect(clusters.allSatisfy { ($0.max() ?? 0) - ($0.min() ?? 0) < 1_000_000_000 })
    }

    @Test func timesThatDoNotRise_areMovedByOneMillisecond() throws {
        _ = try write(try pictures(4), times: [10, 10, 5, 40])
        #expect(try packets().map { $0.timestampNanoseconds / 1_000_000 } == [10, 11, 12, 40])
    }

    @Test func fileThere_isNotOverwritten() throws {
        try Data([1]).write(to: folder.file("out.mkv"))
        #expect(throws: MatroskaError.unwritable(path: path, code: EEXIST)) {
            try MatroskaWriter(path: path, width: 1, height: 1)
        }
        #expect(try Data(contentsOf: folder.file("out.mkv")) == Data([1]))
    }

    @Test func cutAtEveryByte_givesTheFramesBefore() throws {
        let pictures: [[UInt8]] = (0..<5).map { [UInt8](repeating: UInt8($0), count: 9 + $0) }
        _ = try write(pictures, times: [0, 400, 800, 1200, 1600], closing: false)
        let whole = try Data(contentsOf: folder.file("out.mkv"))
        let ends = try packets().map { Int($0.end) }
        for length in MatroskaLayout.head(width: 640, height: 360).count...whole.count {
            try whole.prefix(length).write(to: folder.file("out.mkv"))
            let reader = try MatroskaReader(path: path)
            var count = 0
            while let packet = try reader.next() {
                #expect(packet.data == pictures[count])
                count += 1
            }
            #expect(count == ends.filter { $0 <= length }.count)
        }
    }

    @Test func fileNeverClosed_isClosedByReopening() throws {
        let pictures = try pictures(60)
        let times = (0..<60).map { Int64($0) * 50 }
        _ = try write(pictures, times: times, closing: false)
        let end = try packets()[56].end
        try MatroskaWriter(reopening: path, end: end).close()
        let repaired = try Data(contentsOf: folder.file("out.mkv"))
        try FileManager.default.removeItem(atPath: path)
        _ = try write(Array(pictures[...56]), times: Array(times[...56]))
        #expect(try Data(contentsOf: folder.file("out.mkv")) == repaired)
    }

    @Test func ffprobe_readsTheFileWithoutComplaint() throws {
        guard let ffprobe = ["/usr/bin/ffprobe"].first(where: FileManager.default.isExecutableFile) else {
            withKnownIssue("ffprobe is not installed; the check with another reader was skipped") {
                Issue.record("no ffprobe")
            }
            return
        }
        let times = (0..<40).map { Int64($0) * 83 }
        for closing in [true, false] {
            try? FileManager.default.removeItem(atPath: path)
            _ = try write(try pictures(40), times: times, closing: closing)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: ffprobe)
            process.arguments = [
                "-v", "warning", "-count_packets", "-show_entries", "packet=pts:format=duration", "-of", "csv=p=0",
                path,
            ]
            let (output, complaints) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = complaints
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            let warnings = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(warnings == "")
            let lines = text.split(separator: "\n").map { $0.filter { $0 != "," } }
            #expect(lines.prefix(40).map { Int64($0) } == times)
            if closing { #expect(lines.last == "3.238000") }
        }
    }
}
