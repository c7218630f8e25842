import Capture
import Faces
import Feed
import Foundation
import Inference
import Sessions
import StreamTypes
import TestKit
import Testing

@testable import Service

/// Streams whose ticks were decided by the moment, recorded and replayed.
@Suite struct ReplayTests {
    let folder: TemporaryDirectory
    let clock = ManualClock(at: .zero)
    var session: String { folder.file("anna_01").path }

    init() throws { folder = try TemporaryDirectory() }

    private func run(
        _ source: any FrameSource, _ faces: (any FaceStage)?, recordingMode mode: SessionMode?,
        control: (any ControlInbox)? = nil, onTick: ((AffectMessage) -> Void)? = nil
    ) throws -> [AffectMessage] {
        let model = try ModelFile.load(path: Repository.file("models/\(ModelFolder.bundledModel)").path)
        let identity = RunIdentity(
            run: "test", source: source.kind, host: "test", camera: "cam0", model: model.identifier, outputs: [])
        let health = StreamHealth(clock: clock, openBLASCore: "test", device: nil)
        let recordings = Recordings(
            try mode.map {
                let options = RunOptions.RecordingOptions(path: session, mode: $0, limits: .init(minimumFreeBytes: 0))
                let description = SessionDescription(
                    options, identity, template: model.template, Recordings.Setting(), anchor: health.anchor)
                return try Recording(SessionRecorder(options, description), anchor: health.anchor)
            })
        nonisolated(unsafe) var messages: [AffectMessage] = []
        let tracker = try FaceTracker(
            files: FaceModelFiles(directory: Repository.file("models/faces").path), template: model.template,
            maximumFaces: 1)
        let pipeline = Pipeline(
            source: source, faces: faces ?? tracker,
            streams: TrackStreams(
                network: AffectNetwork(model, preparesAside: source.kind == .replay), count: 1, smoothing: nil),
            publisher: try Publisher(
                endpoint: Endpoint("ipc://\(folder.file("feed").path)"), identity: identity,
                observer: { recordings.current?.add(message: $0) }),
            recordings: recordings, duration: nil, clock: clock, health: health,
            control: control,
            observer: {
                messages.append($0)
                onTick?($0)
            })
        try pipeline.run()
        return messages
    }

    @Test(arguments: [SessionMode.crops, .video])
    func ticksDecidedByTheMoment_areReplayedAsTheyWere(mode: SessionMode) throws {
        let steady = stride(from: 0, to: 1500, by: 33).map { ScriptedSource.Step.frame(at: Int64($0)) }
        let script: [ScriptedSource.Step] =
            steady + [
                .frame(at: 1600, damaged: true), .frame(at: 1640), .frame(at: 1700, delay: 350), .frame(at: 2100),
                .offline(at: 2400), .online(at: 9000), .frame(at: 9050), .frame(at: 9100), .frame(at: 16_000),
            ]
        var isSlow = true
        let picture = try PipelineRun().picture()
        let original = try run(
            ScriptedSource(script, clock: clock, picture: picture), nil, recordingMode: mode
        ) { message in
            guard message.tick == 5, isSlow else { return }
            isSlow = false
            clock.advance(by: .milliseconds(430))
        }
        let replay = try ReplaySource(path: session, speed: .maximum, loops: false, start: .zero, clock: clock)
        let again = try run(replay, replay.faces, recordingMode: nil)
        #expect(original.contains { $0.state == .offline } && original.contains { $0.state == .hold })
        #expect(again.map(\.tick) == original.map(\.tick))
        #expect(again.map(\.state) == original.map(\.state))
        #expect(again.map(\.frame) == original.map(\.frame))
        #expect(again.map(\.estimate) == original.map(\.estimate))
        #expect(again.map(\.utcNanoseconds) == original.map(\.utcNanoseconds))
    }

    @Test(arguments: [SessionMode.crops, .video]) func pause_isReplayedAsAPause(mode: SessionMode) throws {
        let script = stride(from: 0, to: 3000, by: 50).map { ScriptedSource.Step.frame(at: Int64($0)) }
        let inbox = ScriptedInbox([(8, .pause), (15, .resume)])
        let original = try run(
            ScriptedSource(script, clock: clock, picture: PipelineRun().picture()), nil, recordingMode: mode,
            control: inbox)
        #expect(original.count { $0.state == .paused } == 7)
        for start in [Duration.zero, .milliseconds(1010)] {
            let replay = try ReplaySource(path: session, speed: .maximum, loops: false, start: start, clock: clock)
            let again = try run(replay, replay.faces, recordingMode: nil)
            let expected = original.filter { $0.tick >= (start == .zero ? 0 : 11) }
            #expect(again.map(\.tick) == expected.map(\.tick))
            #expect(again.map(\.state) == expected.map(\.state))
            #expect(again.map(\.estimate) == expected.map(\.estimate))
        }
    }
}
