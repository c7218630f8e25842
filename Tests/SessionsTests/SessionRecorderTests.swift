import Foundation
import Glibc
import Matroska
import StreamTypes
import TestKit
import Testing

@testable import Sessions

@Suite struct SessionRecorderTests {
    let session: SampleSession

    init() throws { session = try SampleSession() }

    @Test func recordedVideo_readsBackRowByRow() throws {
        try session.record(ticks: 20)
        let reader = try SessionReader(path: session.path)
        var events: [SessionEvent] = []
        while let row = try reader.next() {
            events.append(row.event)
            if row.event == .crop { #expect(reader.payload.starts(with: SampleSession.marker)) }
            if row.event == .frame {
                #expect(row.part == 0 && reader.payload.count == 3008)
                #expect(row.time == MonotonicTime(nanoseconds: (row.frame ?? 0) * 50_000_000 + 7))
                #expect(row.tick == (row.frame.map { $0 % 2 == 0 ? $0 / 2 : nil } ?? nil))
            }
        }
        #expect(reader.damage == nil)
        #expect(events == [.online] + (0..<20).flatMap { _ in [.frame, .crop, .message, .frame] } + [.empty])
        #expect(reader.description.state == .closed)
        #expect(reader.description.counts == .init(frames: 40, crops: 20, messages: 20, dropped: 0))
        #expect(try session.rows().last?.reasons == .overload)
        #expect(try session.names() == ["crops.gray", "feed.jsonl", "frames.csv", "session.json", "video.mkv"])
    }

    @Test func video_holdsTheFramesAtTheirTimes() throws {
        try session.record(ticks: 30)
        let video = try MatroskaReader(path: "\(session.path)/video.mkv")
        var times: [Int64] = []
        while let packet = try video.next() { times.append(packet.timestampNanoseconds / 1_000_000) }
        #expect(times == (0..<60).map { $0 * 50 })
    }

    @Test func files_areForTheOwnerAlone() throws {
        try session.record(ticks: 1)
        var status = stat()
        #expect(stat(session.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        for name in try session.names() {
            #expect(stat("\(session.path)/\(name)", &status) == 0 && status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test(arguments: [SessionMode.features, .crops]) func pixels_areLeftOutAsTheModeSays(mode: SessionMode) throws {
        try session.record(mode, ticks: 5)
        for name in try session.names() where mode == .features || name != "crops.gray" {
            #expect(try session.data(name).range(of: Data(SampleSession.marker)) == nil, "\(name)")
        }
        let expected = ["feed.jsonl", "frames.csv", "session.json"]
        #expect(try session.names() == (mode == .crops ? ["crops.gray"] : []) + expected)
    }

    @Test func folderThere_isRefusedAndKept() throws {
        try session.record(ticks: 2)
        let before = try session.data("frames.csv")
        #expect(throws: SessionError.exists(path: session.path)) { try session.recorder() }
        #expect(try session.data("frames.csv") == before)
    }

    @Test(arguments: ["an na", "ä", String(repeating: "a", count: 65), ".."]) func badName_isRefused(name: String) {
        let path = session.folder.file("x").deletingLastPathComponent().path + "/" + name
        #expect(throws: SessionError.badName(path: path)) {
            try SessionRecorder(path: path, description: SampleSession.description(.video), notice: { _ in })
        }
    }

    @Test func otherPictureSize_beginsANewFile() throws {
        let recorder = try session.recorder()
        for (number, width) in [64, 64, 32, 64].enumerated() {
            [UInt8](repeating: 1, count: 10).withUnsafeBytes {
                recorder.add(
                    Frame(number: Int64(number), captureTime: .zero + .milliseconds(number * 100)), tick: nil,
                    picture: ($0, width, 48))
            }
        }
        recorder.close()
        #expect(try session.rows().map(\.part) == [0, 0, 1, 2])
        #expect(try session.names().filter { $0.hasPrefix("video") } == ["video-1.mkv", "video-2.mkv", "video.mkv"])
        #expect(try SessionRecovery.recover(session.path).lost == false)
    }

    @Test func fullQueue_dropsWholeEntriesCountsThemAndSaysSo() throws {
        var limits = SampleSession.limits
        limits.queueBytes = 20_000
        let recorder = try session.recorder(limits: limits, waits: false)
        for tick in 0..<3000 { SampleSession.addTick(Int64(tick), to: recorder) }
        let dropped = recorder.status.dropped
        recorder.close()
        try #require(dropped > 0)
        #expect(session.notices.all.contains { $0.contains("too slow") })
        let rows = try session.rows()
        let missing = rows.filter { $0.event == .dropped }.compactMap(\.byteCount).reduce(0, +)
        #expect(Int64(missing) == dropped)
        #expect(rows.filter { $0.event != .dropped }.count + missing == 12_000)
        #expect(try SessionRecovery.recover(session.path).lost == false)
    }

    @Test func tooLittleRoom_isRefusedAtTheStart() throws {
        var limits = SessionRecorder.Limits()
        limits.minimumFreeBytes = 1 << 60
        #expect(throws: SessionError.self) { try session.recorder(limits: limits) }
        #expect(access(session.path, F_OK) != 0)
    }

    /// Ticks 0.1 s apart until the recording stops by itself.
    private func recordUntilStopped(_ recorder: SessionRecorder, mostTicks: Int64 = 2000) throws {
        for tick in 0..<mostTicks where recorder.status.isRecording { SampleSession.addTick(tick, to: recorder) }
        recorder.close()
        #expect(!recorder.status.isRecording)
        #expect(try SessionReader(path: session.path).description.state == .stopped)
        #expect(try SessionRecovery.recover(session.path).lost == false)
    }

    @Test func limitOfSize_endsTheRecordingBelowIt() throws {
        let recorder = try session.recorder(limits: .init(minimumFreeBytes: 0, maximumBytes: 2 << 20))
        try recordUntilStopped(recorder)
        let bytes = try session.names().map { try session.data($0).count }.reduce(0, +)
        #expect((3 << 19..<2 << 20).contains(bytes))
        #expect(session.notices.all.contains { $0.contains("2 MiB that it was limited to") })
        #expect(try session.rows().last?.event == .frame)
    }

    @Test(arguments: SessionMode.allCases) func limitOfTime_endsTheRecordingAtItsTick(mode: SessionMode) throws {
        let recorder = try session.recorder(mode, limits: .init(minimumFreeBytes: 0, maximumDuration: .seconds(2)))
        try recordUntilStopped(recorder)
        #expect(try session.rows().compactMap(\.tick).max() == 19)
        #expect(try SessionReader(path: session.path).description.stopReason?.contains("the 2.0 s that it was") == true)
    }

    @Test func partDuration_beginsANewFileOnTime() throws {
        let recorder = try session.recorder(limits: .init(minimumFreeBytes: 0, partDuration: .seconds(1)))
        for tick in 0..<25 { SampleSession.addTick(Int64(tick), to: recorder) }
        recorder.close()
        let parts = try session.rows().filter { $0.event == .frame }.map(\.part)
        #expect(parts == (0..<50).map { $0 / 20 })
        for part in 0..<3 {
            let video = try MatroskaReader(path: "\(session.path)/\(SessionFolder.video(part: part))")
            var count = 0
            while try video.next() != nil { count += 1 }
            #expect(count == (part < 2 ? 20 : 10))
        }
    }

    @Test func split_beginsANewFileWithTheNextPicture() throws {
        let recorder = try session.recorder()
        for tick in 0..<30 {
            if tick == 7 || tick == 19 { recorder.split() }
            SampleSession.addTick(Int64(tick), to: recorder)
        }
        recorder.close()
        let parts = try session.rows().filter { $0.event == .frame }.map(\.part)
        #expect(parts == (0..<60).map { $0 < 14 ? 0 : $0 < 38 ? 1 : 2 })
        #expect(try SessionWipe.wipe(session.path).files == 7)
    }

    @Test func newAnchor_isKept() throws {
        let recorder = try session.recorder()
        recorder.add(anchor: .init(monotonicNanoseconds: 10, utcNanoseconds: 3_600_000_000_000))
        recorder.close()
        #expect(try SessionReader(path: session.path).description.anchors.count == 2)
    }

    @Test func wipe_removesEverythingButNothingElse() throws {
        try session.record(ticks: 2)
        let labels = URL(fileURLWithPath: session.path).appending(path: "labels/anna")
        try FileManager.default.createDirectory(at: labels, withIntermediateDirectories: true)
        let outside = session.folder.file("outside")
        try Data([1]).write(to: outside)
        try FileManager.default.createSymbolicLink(at: labels.appending(path: "link"), withDestinationURL: outside)
        #expect(try SessionWipe.wipe(session.path).files == 6)
        #expect(access(session.path, F_OK) != 0)
        #expect(try Data(contentsOf: outside) == Data([1]))
        #expect(throws: SessionError.self) { try SessionWipe.wipe(session.folder.url.path) }
    }

    @Test func sessionBeingRecorded_isNeitherRecoveredNorWiped() throws {
        let recorder = try session.recorder()
        #expect(throws: SessionError.busy(path: session.path)) { try SessionRecovery.recover(session.path) }
        #expect(throws: SessionError.busy(path: session.path)) { try SessionWipe.wipe(session.path) }
        recorder.close()
    }
}
