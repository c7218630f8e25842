import Capture
import Foundation
import StreamTypes
import TestKit
import Testing

@Suite struct FileSourceTests {
    let folder: TemporaryDirectory
    let clock = ManualClock(at: MonotonicTime(nanoseconds: 5_000_000_000))
    let never = MonotonicTime(nanoseconds: .max)

    init() throws { folder = try TemporaryDirectory() }

    private func source(
        _ path: String = ShippedClip.singleFace.path, speed: PlaybackSpeed = .maximum, loops: Bool = false,
        start: Duration = .zero
    ) throws -> FileSource {
        try FileSource(path: path, speed: speed, loops: loops, start: start, clock: clock)
    }

    private func frames(_ source: FileSource, limit: Int = .max) throws -> [Frame] {
        var frames: [Frame] = []
        while frames.count < limit {
            switch try source.next(until: never) {
            case .frame(let frame): frames.append(frame)
            case .ended: return frames
            default: Issue.record("a file gives frames and an end, nothing else")
            }
        }
        return frames
    }

    @Test func clip_atMaximumSpeed_givesEveryFrameOnce() throws {
        let all = try frames(source())
        #expect(all.count == 36)
        #expect(all.map(\.number) == Array(0..<36))
        #expect(all[1].captureTime == .zero + .milliseconds(67))
        #expect(clock.now().nanoseconds == 5_000_000_000)
    }

    @Test func realTime_sleepsUntilEachFrameIsDue() throws {
        let source = try source(speed: .factor(2))
        let last = try #require(try frames(source).last)
        let played = clock.now() - MonotonicTime(nanoseconds: 5_000_000_000)
        #expect(played == .nanoseconds((last.captureTime - .zero).wholeNanoseconds / 2))
    }

    @Test func deadlineBeforeTheNextFrame_givesIdleAndKeepsTheFrame() throws {
        let source = try source(speed: .real)
        _ = try #require(try frames(source, limit: 1).first)
        #expect(try source.next(until: clock.now() + .milliseconds(5)) == .idle)
        #expect(
            try source.next(until: never) == .frame(Frame(number: 1, captureTime: .zero + .milliseconds(67))))
    }

    @Test func loop_goesOnInTimeAndNumber() throws {
        let two = try frames(source(loops: true), limit: 72)
        #expect(zip(two, two.dropFirst()).allSatisfy { $1.captureTime > $0.captureTime && $1.number == $0.number + 1 })
        #expect(two[36].captureTime - two[35].captureTime == two[35].captureTime - two[34].captureTime)
    }

    @Test func start_leavesOutEarlierFrames() throws {
        let first = try #require(try frames(source(start: .seconds(1)), limit: 1).first)
        #expect(first.captureTime >= .zero + .seconds(1))
        #expect(first.number == 15)
    }

    @Test func start_beyondTheEnd_isRefused() throws {
        let path = ShippedClip.singleFace.path
        #expect(throws: FileSourceError.startBeyondEnd(path: path, seconds: 60)) { try source(start: .seconds(60)) }
    }

    @Test func decode_givesThePictureOfTheFrame() throws {
        let source = try source()
        let (first, second) = (GrayImage(), GrayImage())
        _ = try #require(try frames(source, limit: 1).first)
        #expect(source.decode(into: first))
        for _ in 0..<20 { _ = try source.next(until: never) }
        #expect(source.decode(into: second))
        #expect(first.width == 640 && first.height == 360)
        #expect(Set(first.bytes).count > 50)
        #expect(!first.bytes.elementsEqual(second.bytes))
    }

    @Test func ffmpeg_givesTheSameTimesAndNearlyTheSamePicturesAsOurReader() throws {
        let path = ShippedClip.singleFace.path
        let copy = folder.file("copy.avi").path
        try run(["ffmpeg", "-v", "error", "-i", path, "-c", "copy", "-r", "15", copy])
        let (ours, theirs) = (try source(), try source(copy))
        let (a, b) = (GrayImage(), GrayImage())
        var count = 0
        while case .frame(let frame) = try ours.next(until: never) {
            let other = try #require(try frames(theirs, limit: 1).first)
            #expect((frame.captureTime - other.captureTime).wholeNanoseconds.magnitude <= 1_000_000)
            if count % 9 == 0 {
                #expect(ours.decode(into: a) && theirs.decode(into: b))
                let worst = zip(a.bytes, b.bytes).map { abs(Int($0) - Int($1)) }.max()
                #expect(worst ?? 255 <= 20)
            }
            count += 1
        }
        #expect(count == 36)
        #expect(try theirs.next(until: never) == .ended)
    }

    @Test func fractionalRates_stayExactToTheNanosecond() throws {
        let file = folder.file("ntsc.mp4").path
        try run([
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=30000/1001", "-frames:v", "31",
            "-bf", "2", file,
        ])
        let times = try frames(source(file)).map(\.captureTime.nanoseconds)
        #expect(times.count == 31)
        #expect(times[30] == 1_001_000_000)
        #expect(times[1] == 33_366_666)
    }

    @Test func stillPicture_isARecordingOfOneFrame() throws {
        let reader = folder.file("one.jpg")
        try run(["ffmpeg", "-v", "error", "-i", ShippedClip.singleFace.path, "-frames:v", "1", reader.path])
        let source = try source(reader.path)
        #expect(try frames(source).map(\.captureTime) == [.zero])
    }

    @Test func truncatedClip_playsUpToTheBreakAndSaysSo() throws {
        let file = folder.file("cut.mkv")
        try Data(contentsOf: ShippedClip.singleFace).prefix(200_000).write(to: file)
        let source = try source(file.path)
        let count = try frames(source).count
        #expect((10..<36).contains(count))
        #expect(source.damage?.contains("broken off at byte") == true)
    }

    @Test func emptyFile_isRefused() throws {
        let file = folder.file("empty.mkv")
        try Data().write(to: file)
        #expect(throws: FileSourceError.noFrames(path: file.path)) { try source(file.path) }
    }

    @Test func textFile_isRefusedWithFfmpegsWords() throws {
        let file = folder.file("notes.txt")
        try Data("this is no video".utf8).write(to: file)
        #expect { try source(file.path) } throws: { "\($0)".contains("is no video that can be read") }
    }

    @Test func folderAndMissingFile_areRefusedWithTheReason() {
        #expect { try source(folder.url.path) } throws: { "\($0)".contains("it is a folder") }
        #expect { try source("/none/such.mp4") } throws: { "\($0)".contains("No such file or directory") }
    }

    private func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
