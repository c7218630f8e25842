import Capture
import StreamTypes
import TestKit
import Testing

/// Damaged, missing, late and repeated frames.
@Suite struct CameraFrameTests {
    static let good = ScriptedCamera.pictures

    static func run(_ frames: @escaping (Int) -> ScriptedCamera.Delivery?) throws -> CameraRun {
        var camera = ScriptedCamera()
        camera.frames = frames
        return try CameraRun(ScriptedMachine(camera))
    }

    @Test func damagedFrames_areLeftOutAndCountedByCause() throws {
        let whole = Self.good[0]
        let damaged: [(FrameDamage, ScriptedCamera.Delivery)] = [
            (.driverFlag, .init(bytes: whole, flags: ScriptedCamera.Delivery.monotonic | 0x40)),
            (.payloadSize, .init(bytes: [])),
            (.startMarker, .init(bytes: [UInt8](repeating: 0, count: 2_000))),
            (.endMarker, .init(bytes: Array(whole.prefix(whole.count / 2)))),
            (.header, .init(bytes: TestPicture.removingSegments(marker: 0xDB, from: whole))),
            (.pictureSize, .init(bytes: TestPicture.jpeg(width: 96, height: 48))),
        ]
        for (cause, delivery) in damaged {
            let run = try Self.run { $0 % 4 == 2 ? delivery : .init(bytes: Self.good[$0 % 7]) }
            let events = try run.run(for: .seconds(4))
            let numbers = events.frames.map(\.number)
            #expect(numbers.count > 80 && numbers.allSatisfy { $0 % 4 != 2 }, "\(cause)")
            #expect(run.health.framesDamaged.byCause == [cause: 30], "\(cause)")
            #expect(!run.health.isDegraded)
            #expect(run.machine.violations.isEmpty)
            #expect(run.health.state == .online)
        }
    }

    @Test func mostFramesDamaged_isSaid() throws {
        let half = Array(Self.good[0].prefix(Self.good[0].count / 2))
        let run = try Self.run { .init(bytes: $0 % 5 < 3 && $0 > 60 ? half : Self.good[$0 % 7]) }
        try run.run(for: .seconds(2))
        #expect(!run.health.isDegraded)
        try run.run(for: .seconds(10))
        #expect(run.health.isDegraded && run.health.state == .online)
    }

    @Test func dataDamagedInside_isFoundWhenDecoding() throws {
        var broken = Self.good[0]
        let scan = broken.indices.first { broken[$0] == 0xFF && broken[$0 + 1] == 0xDA } ?? 0
        broken.removeSubrange(scan + 400..<broken.count - 2)
        let bytes = broken
        let run = try Self.run { .init(bytes: bytes + [UInt8](repeating: UInt8($0 % 250), count: 3)) }
        let image = GrayImage()
        for _ in 0..<15 {
            if case .frame = try run.source.next(until: run.clock.now() + .seconds(1)) {
                #expect(!run.source.decode(into: image))
            }
        }
        #expect(run.health.framesDamaged[.corrupt] == 14)
        #expect(run.health.isDegraded)
    }

    @Test func noFrames_isAStallThatReopensAndIsNamed() throws {
        let run = try Self.run { $0 < 60 ? .init(bytes: Self.good[$0 % 7]) : nil }
        try run.run(for: .seconds(2))
        run.machine.forgetTrace()
        let before = try #require(run.events.frames.last?.captureTime)
        let event = try run.runUntilNews()
        #expect(
            event
                == .offline(
                    reason: "camera /dev/video0: no picture for 1 s. The camera is connected but sends no pictures. "
                        + "Opening it again."))
        #expect(run.clock.now() - before <= .milliseconds(1_050))
        #expect(run.health.state == .stalled)
        // The scripted camera starts over at each opening and stalls each time.
        try run.run(for: .seconds(30))
        #expect(run.machine.count(.streamOn) > 3)
    }

    @Test func cameraThatNeverStarts_stallsAfterFiveSeconds() throws {
        let run = try Self.run { _ in nil }
        #expect(try run.run(for: .milliseconds(4_900)).isEmpty)
        #expect(try run.run(for: .milliseconds(200)).offlineReasons.count == 1)
        #expect(run.health.state == .stalled)
        #expect(try run.run(for: .seconds(120)).isEmpty)
        #expect((10...14).contains(run.machine.count(.streamOn)))
    }

    @Test func onlyDamagedFrames_areAStallThatSaysSo() throws {
        let run = try Self.run { .init(bytes: $0 < 60 ? Self.good[$0 % 7] : [1, 2, 3]) }
        try run.run(for: .seconds(2))
        let event = try run.runUntilNews()
        #expect(
            event
                == .offline(
                    reason: "camera /dev/video0: no usable picture for 1 s, but 30 damaged ones. The camera sends "
                        + "damaged pictures only; try another cable or USB port. Opening it again."))
    }

    @Test func slowCamera_hasTenPeriodsBeforeItStalls() throws {
        var camera = ScriptedCamera()
        camera.framePeriod = .milliseconds(400)
        camera.frames = { $0 % 7 == 6 ? nil : .init(bytes: Self.good[$0 % 7]) }
        let run = try CameraRun(ScriptedMachine(camera))
        let events = try run.run(for: .seconds(20))
        #expect(events.offlineReasons.isEmpty)
        #expect(abs(run.health.measuredFPS - 2.2) < 0.5)
    }

    @Test func samePicture_isFrozenAndReopenedOnce() throws {
        let run = try Self.run { .init(bytes: Self.good[min($0, 60) % 7]) }
        try run.run(for: .milliseconds(4_950))
        #expect(run.health.state == .online)
        let events = try run.run(for: .milliseconds(300))
        #expect(
            events.offlineReasons == [
                "camera /dev/video0: the same picture for 3 s. The camera is connected but its picture stands still. "
                    + "Opening it again."
            ])
        #expect(run.machine.count(.streamOn) == 2)
    }

    @Test func pictureThatStaysTheSame_isReopenedOnceAndGoesOnFlagged() throws {
        let run = try Self.run { _ in .init(bytes: Self.good[0]) }
        let events = try run.run(for: .seconds(30))
        #expect(events.offlineReasons.count == 1 && events.onlineDescriptions.count == 2)
        #expect(run.machine.count(.streamOn) == 2)
        #expect(run.health.state == .frozen)
        #expect(events.frames.count > 850)
    }

    @Test func thawedCamera_isOnlineAgain() throws {
        var isFrozen = true
        let run = try Self.run { .init(bytes: isFrozen ? Self.good[0] : Self.good[$0 % 7]) }
        try run.run(for: .seconds(5))
        #expect(run.health.state == .frozen)
        isFrozen = false
        try run.run(for: .seconds(1))
        #expect(run.health.state == .online)
        isFrozen = true
        #expect(try run.run(for: .seconds(5)).offlineReasons.count == 1)
    }

    @Test func staticSceneWithSensorNoise_isNotFrozen() throws {
        var camera = ScriptedCamera()
        camera.formats = [.init(fourCC: "YUYV", sizes: [.init(width: 64, height: 48, rates: [30])])]
        let still = [UInt8](repeating: 128, count: 64 * 48 * 2)
        camera.frames = { number in
            var noisy = still
            noisy[(number * 997) % noisy.count] += 1
            return .init(bytes: noisy)
        }
        let run = try CameraRun(ScriptedMachine(camera))
        #expect(try run.run(for: .seconds(20)).offlineReasons.isEmpty)
        #expect(run.health.state == .online)
    }

    @Test func lostFrames_leaveGapsInTheNumbers() throws {
        let run = try Self.run { $0 % 10 == 5 ? nil : .init(bytes: Self.good[$0 % 7]) }
        let events = try run.run(for: .milliseconds(3_320))
        #expect(events.frames.map(\.number) == (0..<100).filter { $0 % 10 != 5 }.map(Int64.init))
        #expect(run.health.sequenceGaps == 10)
    }

    @Test func sequenceThatWraps_isNoGap() throws {
        let run = try Self.run { .init(bytes: Self.good[$0 % 7], sequence: $0 == 0 ? UInt32.max - 3 : nil) }
        let events = try run.run(for: .seconds(1))
        #expect(run.health.sequenceGaps == 0)
        #expect(events.frames.map(\.number) == (0..<30).map(Int64.init))
    }

    @Test func sequenceThatStandsStill_isNotCounted() throws {
        let run = try Self.run { .init(bytes: Self.good[$0 % 7], sequence: 7) }
        let events = try run.run(for: .seconds(1))
        #expect(run.health.sequenceGaps == 0)
        #expect(events.frames.map(\.number) == (0..<30).map(Int64.init))
    }

    /// The stamp of the first frame and the step from one to the next, in milliseconds.
    @Test(arguments: [
        (TimestampDefect.zero, 0, 0), (.constant, 1_000_020, 0), (.backwards, 1_000_030, -33), (.future, 5_000_000, 33),
        (.wrongClock, 7_000, 33),
    ])
    func impossibleStamps_areReplacedByHostTime(defect: TimestampDefect, first: Int64, step: Int64) throws {
        let run = try Self.run {
            .init(bytes: Self.good[$0 % 7], stampNanoseconds: (first + Int64($0) * step) * 1_000_000)
        }
        let start = run.clock.now()
        let frames = try run.run(for: .seconds(2)).frames
        #expect(run.health.timestampSource == .host(defect))
        #expect(frames.count >= 59)
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.captureTime < $1.captureTime })
        #expect(frames.allSatisfy { $0.captureTime > start && $0.captureTime <= start + .seconds(2) })
    }

    @Test func stampsOfUnknownClock_areReplacedByHostTime() throws {
        let run = try Self.run { .init(bytes: Self.good[$0 % 7], flags: 0) }
        try run.run(for: .seconds(1))
        #expect(run.health.timestampSource == .host(.unknownClock))
    }
}
