import Capture
import Foundation
import Sessions
import StreamTypes
import TestKit
import Testing

@testable import Service

@Suite struct RecordedStepsTests {
    let run: PipelineRun
    var session: String { run.folder.file("anna_01").path }

    init() throws { run = try PipelineRun() }

    /// The shipped clip as a session, with one picture that is none.
    private func record(_ mode: SessionMode) throws {
        let points = FacePoints(
            Point(x: 1, y: 1), Point(x: 2, y: 1), Point(x: 3, y: 1), Point(x: 4, y: 1), Point(x: 2.5, y: 3))
        let description = SessionDescription(
            software: "test", run: "run", host: "host", source: .file, camera: .init(name: "cam0", device: nil),
            mode: mode,
            model: .init(identifier: "0123456789ab", template: CropTemplate(width: 16, height: 16, points: points)),
            faces: 1, smoothingSeconds: nil, blasCore: "test",
            anchor: .init(monotonicNanoseconds: 0, utcNanoseconds: 0), consent: nil, deleteAfter: nil)
        let recorder = try SessionRecorder(
            path: session, description: description, limits: .init(minimumFreeBytes: 0), waits: true, notice: { _ in })
        let source = try FileSource(path: ShippedClip.singleFace.path, speed: .maximum)
        for tick in 0..<12 {
            guard case .frame(let frame) = try source.next(until: MonotonicTime(nanoseconds: .max)) else { break }
            let isDamaged = tick == 5
            _ = source.withJPEG { jpeg, width, height in
                let picture = isDamaged ? UnsafeRawBufferPointer(rebasing: jpeg[..<40]) : jpeg
                recorder.add(frame, tick: tick % 3 == 2 ? nil : Int64(tick), picture: (picture, width, height))
            }
            Array(#"{"topic":"affect.cam0.t000001.","tick":\#(tick)}"#.utf8).withUnsafeBytes {
                recorder.add(message: $0)
            }
        }
        recorder.close()
    }

    private func all(_ steps: RecordedSteps) throws -> [RecordedStep] {
        var all: [RecordedStep] = []
        while let step = try steps.next() { all.append(step) }
        return all
    }

    @Test(arguments: [SessionMode.crops, .video]) func stepsReadAhead_areThoseReadNow(mode: SessionMode) throws {
        try record(mode)
        let (now, ahead) = (
            try RecordedSteps(path: session, readsAhead: false), try RecordedSteps(path: session, readsAhead: true)
        )
        let decoder = try JPEGDecoder()
        for _ in 0..<3 {
            let (expected, steps) = (try all(now), try all(ahead))
            #expect(steps.count == 12 && expected.count == 12)
            for (one, other) in zip(expected, steps) {
                #expect(one.step.row == other.step.row && one.step.picture == other.step.picture)
                #expect(one.messages.map(\.tick) == other.messages.map(\.tick))
                #expect(one.messages.isEmpty == (mode == .video || one.step.row.tick == nil))
                let image = GrayImage()
                let isWhole = one.step.picture.withUnsafeBytes { decoder.decode($0, into: image) }
                switch other.picture {
                case .undecoded: #expect(mode == .crops || one.step.row.tick == nil)
                case .damaged: #expect(!isWhole)
                case .decoded(let picture):
                    #expect(isWhole && picture.bytes.elementsEqual(image.bytes))
                    ahead.recycle(other.picture)
                }
            }
            try now.rewind()
            try ahead.rewind()
        }
    }

    @Test func sourceThatIsLetGoEarly_endsItsThread() throws {
        try record(.video)
        for count in 0..<6 {
            let steps = try RecordedSteps(path: session, readsAhead: true)
            for _ in 0..<count { #expect(try steps.next() != nil) }
            #expect(steps.damage == nil)
            if count == 3 { try steps.rewind() }
        }
    }
}
