import Capture
import Glibc
import StreamTypes
import TestKit
import Testing

/// Losing a camera and finding it again.
@Suite struct CameraLossTests {
    @Test func deviceMissing_waitsAndTellsOnce() throws {
        let machine = ScriptedMachine(nil)
        let run = try CameraRun(machine)
        let events = try run.run(for: .seconds(100))
        #expect(
            events == [
                .offline(
                    reason: "camera /dev/video0: open: No such file or directory (ENOENT). No camera is connected "
                        + "there. Trying again in 1 s.")
            ])
        #expect((99...101).contains(machine.count(.open)))
        #expect(machine.trace.count == machine.count(.open))
        #expect(run.health.state == .offline)
        machine.cameras["/dev/video0"] = ScriptedCamera()
        #expect(try run.run(for: .milliseconds(1_200)).onlineDescriptions.count == 1)
    }

    @Test func noCameraAtAll_waitsForAny() throws {
        let machine = ScriptedMachine(nil)
        let run = try CameraRun(machine, CameraConfiguration())
        let events = try run.run(for: .seconds(20))
        #expect(
            events == [
                .offline(reason: "no camera: there is no /dev/video*. Connect one; it is looked for each second.")
            ])
        machine.cameras["/dev/video3"] = ScriptedCamera()
        #expect(try run.run(for: .milliseconds(1_200)).frames.isEmpty == false)
    }

    @Test(arguments: [VideoCall.poll, .dequeueBuffer, .queueBuffer])
    func unplugged_isNoticedAtEveryCall(call: VideoCall) throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.failures[call] = [ENODEV]
        machine.cameras["/dev/video0"] = nil
        let before = run.clock.now()
        let event = try run.runUntilNews()
        #expect(run.clock.now() - before <= .milliseconds(200))
        guard case .offline(let reason) = event else {
            Issue.record("no offline event but \(String(describing: event))")
            return
        }
        #expect(reason.contains("(ENODEV). The camera was unplugged."))
        #expect(machine.openDescriptors == 0 && machine.mappedBuffers == 0)
        #expect(machine.violations.isEmpty)
        #expect(run.health.state == .offline && run.health.measuredFPS == 0)
    }

    @Test func unplugged_pollErrorIsLossNotReadiness() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.cameras["/dev/video0"] = nil
        machine.forgetTrace()
        let events = try run.run(for: .seconds(10))
        #expect(events.offlineReasons.count == 1)
        #expect(machine.count(.poll) <= 2)
        #expect((9...11).contains(machine.count(.open)))
    }

    @Test func replugged_isOpenedCompletelyAnew() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        let lastNumber = try #require(run.events.frames.last?.number)
        let lastTime = try #require(run.events.frames.last?.captureTime)
        machine.cameras["/dev/video0"] = nil
        try run.run(for: .seconds(3))
        machine.cameras["/dev/video0"] = ScriptedCamera()
        machine.forgetTrace()
        let events = try run.run(for: .seconds(2))
        #expect(events.onlineDescriptions.count == 1)
        let first = try #require(events.frames.first)
        #expect(first.number == lastNumber + 1)
        #expect(first.captureTime > lastTime)
        #expect(machine.count(.setFormat) == 1 && machine.count(.requestBuffers) == 1 && machine.count(.streamOn) == 1)
        #expect(run.health.reopens == 1)
        #expect(machine.violations.isEmpty)
    }

    @Test func repluggedUnderAnotherNumber_isFoundByWhoItIs() throws {
        var camera = ScriptedCamera()
        camera.serial = "A17"
        var other = ScriptedCamera()
        other.serial = "B42"
        let machine = ScriptedMachine(camera)
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.cameras = ["/dev/video0": other, "/dev/video5": camera]
        run.machine.failures[.poll] = [ENODEV]
        #expect(try run.run(for: .seconds(3)).onlineDescriptions.first?.contains("/dev/video5") == true)
    }

    @Test func lostAutomaticCamera_isWaitedForNotReplaced() throws {
        var camera = ScriptedCamera()
        camera.card = "Desk camera"
        let machine = ScriptedMachine(camera)
        let run = try CameraRun(machine, CameraConfiguration())
        try run.run(for: .seconds(1))
        machine.cameras = ["/dev/video2": ScriptedCamera()]
        #expect(try run.run(for: .seconds(5)).offlineReasons.count == 1)
        #expect(run.health.lastFault == "camera Desk camera: not connected. Waiting for it to come back.")
        machine.cameras["/dev/video7"] = camera
        #expect(try run.run(for: .seconds(2)).onlineDescriptions.count == 1)
    }

    @Test func foreignDeviceOnTheOldBuffers_isLoss() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.failures[.queueBuffer] = [ENOTTY]
        let events = try run.run(for: .seconds(3))
        #expect(events.offlineReasons.first?.contains("Another device took the place of the camera.") == true)
        #expect(events.onlineDescriptions.count == 1)
        #expect(machine.violations.isEmpty)
    }

    @Test func transferError_opensAgainAtOnce() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.failures[.dequeueBuffer] = [EIO]
        machine.forgetTrace()
        let before = run.clock.now()
        let events = try run.run(for: .seconds(1))
        #expect(events.offlineReasons.count == 1)
        #expect(events.offlineReasons.first?.contains("Input/output error (EIO)") == true)
        #expect(events.offlineReasons.first?.hasSuffix("Opening it again.") == true)
        let back = try #require(events.frames.first { $0.captureTime - before > .milliseconds(33) })
        #expect(back.captureTime - before < .milliseconds(200))
        #expect(machine.count(.streamOff) == 1 && machine.count(.streamOn) == 1 && machine.count(.unmap) == 4)
        #expect(machine.violations.isEmpty)
    }

    @Test func repeatedTransferErrors_backOffToEightSeconds() throws {
        let machine = ScriptedMachine()
        machine.repeating[.dequeueBuffer] = EIO
        let run = try CameraRun(machine)
        let events = try run.run(for: .seconds(60))
        #expect(events.offlineReasons.count == 1)
        // Openings at about 0, 0, 0, 1, 3, 7, 15, 23, 31, 39, 47 and 55 s.
        #expect((11...13).contains(machine.count(.streamOn)))
        machine.repeating = [:]
        try run.run(for: .seconds(25))
        #expect(run.health.state == .online)
        machine.failures[.dequeueBuffer] = [EIO]
        #expect(try run.run(for: .seconds(1)).onlineDescriptions.count == 1)
    }

    @Test func signalChange_setsTheStreamUpAgain() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.pendingEvents = [1, 5]
        let events = try run.run(for: .seconds(1))
        #expect(
            events.offlineReasons == [
                "camera /dev/video0: its signal changed. The stream is set up again for the new signal. Opening it again."
            ])
        #expect(events.onlineDescriptions.count == 1)
        #expect(events.frames.count >= 27)
    }

    @Test func otherEvents_areTakenAndIgnored() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.pendingEvents = [1, 2, 3]
        let events = try run.run(for: .seconds(1))
        #expect(events.offlineReasons.isEmpty && events.frames.count >= 29)
        #expect(machine.pendingEvents.isEmpty)
    }

    @Test func sleepOfTheMachine_isAGap() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.suspended = .seconds(3_600)
        let events = try run.run(for: .seconds(1))
        #expect(
            events.offlineReasons == [
                "camera /dev/video0: this machine slept for 3600 s. The camera is set up again after the sleep. "
                    + "Opening it again."
            ])
        #expect(events.onlineDescriptions.count == 1)
    }
}
