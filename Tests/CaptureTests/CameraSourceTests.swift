import Capture
import StreamTypes
import TestKit
import Testing

@Suite struct CameraSourceTests {
    @Test func camera_comesOnlineAndGivesFramesInOrder() throws {
        let run = try CameraRun(ScriptedMachine())
        let events = try run.run(for: .seconds(2))
        #expect(
            events.onlineDescriptions == [
                "Scripted camera (/dev/video0, scripted, scripted-bus): MJPG 64x48 at 30.3 fps"
            ])
        let frames = events.frames
        #expect(frames.count == 60)
        #expect(frames.map(\.number) == Array(0..<60))
        #expect(zip(frames, frames.dropFirst()).allSatisfy { $1.captureTime - $0.captureTime == .milliseconds(33) })
        #expect(run.health.state == .online && run.health.timestampSource == .driver)
        #expect(abs(run.health.measuredFPS - 30.3) < 0.1)
        #expect(run.health.framesCaptured == 60 && run.health.sequenceGaps == 0 && run.health.reopens == 0)
        #expect(run.machine.violations.isEmpty)
    }

    @Test func setUp_asksInTheOrderOfTheDocumentation() throws {
        let run = try CameraRun(ScriptedMachine())
        _ = try run.runUntilNews()
        let setUp: [VideoCall] = [
            .setFormat, .setParameters, .subscribeEvent, .requestBuffers, .queryBuffer, .map, .queryBuffer, .map,
            .queryBuffer, .map, .queryBuffer, .map, .queueBuffer, .queueBuffer, .queueBuffer, .queueBuffer, .streamOn,
            .poll, .dequeueBuffer,
        ]
        #expect(run.machine.trace.first == .open)
        #expect(Array(run.machine.trace.drop { $0 != .setFormat }) == setUp)
    }

    @Test func everyFrame_canBeDecoded() throws {
        let run = try CameraRun(ScriptedMachine())
        let image = GrayImage()
        _ = try run.runUntilNews()
        for number in 0..<3 {
            #expect(try run.source.next(until: run.clock.now() + .seconds(1)) != .idle)
            #expect(run.source.decode(into: image))
            #expect((image.width, image.height) == (64, 48))
            let sent = run.source.withPayload { bytes, format in
                #expect(format.pixelFormat == .mjpeg)
                return Array(bytes)
            }
            #expect(sent == ScriptedCamera.pictures[number])
        }
    }

    @Test func undecodedFrames_goBackUntouched() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(10))
        #expect(machine.count(.queueBuffer) - 4 == machine.framesTaken - machine.heldBuffers)
        #expect(machine.heldBuffers <= 1)
        #expect(machine.violations.isEmpty)
    }

    @Test func deadline_isKeptWithoutFrames() throws {
        var camera = ScriptedCamera()
        camera.framePeriod = .seconds(1)
        let run = try CameraRun(ScriptedMachine(camera))
        let deadline = run.clock.now() + .milliseconds(100)
        #expect(try run.source.next(until: deadline) == .idle)
        #expect(run.clock.now() == deadline)
        #expect(try run.source.next(until: deadline) == .idle)
        #expect(run.clock.now() == deadline)
    }

    @Test func slowConsumer_isNotTakenForAStall() throws {
        let run = try CameraRun(ScriptedMachine())
        try run.run(for: .seconds(1))
        run.clock.advance(by: .seconds(7))
        let events = try run.run(for: .seconds(1))
        #expect(events.offlineReasons.isEmpty)
        #expect(run.health.state == .online)
        #expect(run.health.sequenceGaps > 150)
        let numbers = run.events.frames.map(\.number)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func sourceGivenUp_releasesEverything() throws {
        let machine = ScriptedMachine()
        var run: CameraRun? = try CameraRun(machine)
        try run?.run(for: .seconds(1))
        #expect(machine.openDescriptors == 1 && machine.mappedBuffers == 4)
        run = nil
        #expect(machine.openDescriptors == 0 && machine.mappedBuffers == 0)
        #expect(machine.count(.streamOff) == 1)
        #expect(machine.violations.isEmpty)
    }

    @Test func interruptedCalls_areRepeated() throws {
        let machine = ScriptedMachine()
        for call in VideoCall.allCases where call != .close && call != .unmap { machine.failures[call] = [4, 4, 4] }
        let run = try CameraRun(machine)
        let events = try run.run(for: .seconds(1))
        #expect(events.offlineReasons.isEmpty)
        #expect(events.frames.count >= 29)
        #expect(machine.violations.isEmpty)
    }
}
