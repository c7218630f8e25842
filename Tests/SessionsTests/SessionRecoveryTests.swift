import Foundation
import Matroska
import StreamTypes
import TestKit
import Testing

@testable import Sessions

@Suite struct SessionRecoveryTests {
    let session: SampleSession

    init() throws { session = try SampleSession() }

    /// The repaired session reads to its end, its video holds the frames its rows name, and a second look finds nothing.
    private func verify() throws {
        let reader = try SessionReader(path: session.path)
        var frames = 0
        while let row = try reader.next() { if row.event == .frame { frames += 1 } }
        #expect(reader.damage == nil)
        let videos = try session.names().filter { $0.hasPrefix("video") }
        var count = 0
        for name in videos {
            let video = try MatroskaReader(path: "\(session.path)/\(name)")
            while try video.next() != nil { count += 1 }
            #expect(video.truncatedAt == nil)
        }
        #expect(videos.isEmpty || count == frames)
        let again = try SessionRecovery.recover(session.path)
        #expect(!again.lost && again.bytesCut.isEmpty && again.damage == nil)
        #expect(again.counts.frames == Int64(frames))
    }

    @Test(arguments: SessionMode.allCases) func wholeSession_isLeftAlone(mode: SessionMode) throws {
        try session.record(mode)
        let before = try session.names().map { try session.data($0) }
        let report = try SessionRecovery.recover(session.path)
        #expect(!report.lost && report.wasClosed)
        #expect(try session.names().map { try session.data($0) } == before)
    }

    @Test func neverClosed_isClosedAndCalledLost() throws {
        try session.record()
        try session.leaveOpen()
        let report = try SessionRecovery.recover(session.path)
        #expect(report.lost && !report.wasClosed && report.bytesCut.isEmpty)
        #expect(report.counts.frames == 40)
        try verify()
    }

    @Test func sessionInParts_cutAnywhere_keepsAllWholeRows() throws {
        let recorder = try session.recorder(limits: .init(minimumFreeBytes: 0, partDuration: .milliseconds(500)))
        for tick in 0..<16 { SampleSession.addTick(Int64(tick), to: recorder) }
        recorder.close()
        let files = try session.names().map { ($0, try session.data($0)) }
        let rows = try session.data("frames.csv")
        #expect(files.filter { $0.0.hasPrefix("video") }.count == 4)
        for length in stride(from: SessionRow.header.utf8.count, through: rows.count, by: 29) {
            for (name, data) in files { try session.write(data, to: name) }
            try session.leaveOpen()
            try session.write(rows.prefix(length), to: "frames.csv")
            let report = try SessionRecovery.recover(session.path)
            #expect(report.lost)
            #expect(try session.rows().count == rows.prefix(length).count { $0 == 10 } - 1)
            try verify()
        }
    }

    @Test(arguments: ["video.mkv", "video-1.mkv", "video-3.mkv"])
    func damagedPart_endsTheSessionThere(name: String) throws {
        let recorder = try session.recorder(limits: .init(minimumFreeBytes: 0, partDuration: .milliseconds(500)))
        for tick in 0..<16 { SampleSession.addTick(Int64(tick), to: recorder) }
        recorder.close()
        let whole = try session.data(name)
        try session.write(whole.prefix(whole.count / 2), to: name)
        let report = try SessionRecovery.recover(session.path)
        #expect(report.lost && report.damage?.contains(name) == true)
        #expect(report.counts.frames > 0 && report.counts.frames < 32)
        try verify()
    }

    @Test func rowsCutAtEveryByte_keepAllWholeRows() throws {
        try session.record(ticks: 3)
        let rows = try session.data("frames.csv")
        let files = try session.names().map { ($0, try session.data($0)) }
        for length in stride(from: SessionRow.header.utf8.count, to: rows.count, by: 1) {
            for (name, data) in files { try session.write(data, to: name) }
            try session.leaveOpen()
            try session.write(rows.prefix(length), to: "frames.csv")
            let report = try SessionRecovery.recover(session.path)
            let whole = rows.prefix(length).count { $0 == 10 } - 1
            let counts = report.counts
            #expect(report.lost)
            #expect(try session.rows().count == whole)
            #expect(counts.frames + counts.crops + counts.messages <= Int64(whole))
            if length % 37 == 0 { try verify() }
        }
    }

    @Test(arguments: ["video.mkv", "crops.gray", "feed.jsonl", "frames.csv"])
    func tailCutZeroedOrGarbled_isCutOffAndReported(name: String) throws {
        try session.record(ticks: 8)
        let files = try session.names().map { ($0, try session.data($0)) }
        let whole = try session.data(name)
        var random = SystemRandomNumberGenerator()
        let pictures = try session.rows().filter { $0.event == .frame }.map { row in
            Int(row.offset ?? 0)..<Int(row.offset ?? 0) + (row.byteCount ?? 0)
        }
        for _ in 0..<60 {
            for (name, data) in files { try session.write(data, to: name) }
            if Bool.random(using: &random) { try session.leaveOpen() }
            let first = name == "frames.csv" ? SessionRow.header.utf8.count : 0
            var place = Int.random(in: first..<whole.count, using: &random)
            if name == "video.mkv", let frame = pictures.randomElement(using: &random) {
                place = Int.random(in: frame, using: &random)
            }
            var damaged = whole
            switch Int.random(in: 0..<3, using: &random) {
            case 0: damaged = whole.prefix(place)
            case 1: damaged.replaceSubrange(place..., with: Data(count: whole.count - place))
            default: damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            }
            if damaged == whole { continue }
            try session.write(damaged, to: name)
            let before = try session.rows()
            let report = try SessionRecovery.recover(session.path)
            #expect(try session.rows() == before)
            let isIndex = name == "video.mkv" && before.count == 34
            #expect(report.lost || isIndex, "byte \(place) of \(name)")
            try verify()
        }
    }

    @Test func bytesBehindTheLastRow_areReportedExactly() throws {
        try session.record(ticks: 4)
        try session.leaveOpen()
        try session.write(try session.data("frames.csv") + Data("frame,9".utf8), to: "frames.csv")
        try session.write(try session.data("feed.jsonl") + Data("{\"a\":1}\n{\"b\"".utf8), to: "feed.jsonl")
        try session.write(try session.data("crops.gray") + Data(count: 100), to: "crops.gray")
        let report = try SessionRecovery.recover(session.path)
        #expect(report.bytesCut == ["frames.csv": 7, "feed.jsonl": 12, "crops.gray": 100])
        #expect(report.rowsCut == 0 && report.messagesCut == 1)
        try verify()
    }

    @Test(arguments: [0, 5, 20]) func damagedHeader_isWrittenAnewAndCostsNoRow(place: Int) throws {
        try session.record(ticks: 3)
        var rows = try session.data("frames.csv")
        rows[place] = 0
        try session.write(rows, to: "frames.csv")
        let report = try SessionRecovery.recover(session.path)
        #expect(report.lost && report.rowsCut == 0 && report.counts.frames == 6)
        try verify()
    }

    @Test func otherFolder_isNoSession() throws {
        #expect(throws: SessionError.self) { try SessionRecovery.recover(session.folder.url.path) }
        #expect(throws: SessionError.self) { try SessionRecovery.recover("/none/such") }
    }
}
