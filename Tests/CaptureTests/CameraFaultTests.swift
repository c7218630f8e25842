import Capture
import Glibc
import StreamTypes
import TestKit
import Testing

/// Each error number at each call is its own decision and sentence.
@Suite struct CameraFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var call: VideoCall
        var code: CInt
        /// Part of the sentence.
        var words: String
        var retryAfter: Duration

        var testDescription: String { "\(call.rawValue) \(SystemError(code))" }
    }

    static let setUpCases = [
        Case(
            call: .open, code: ENODEV, words: "The camera that belonged to this name is gone.", retryAfter: .seconds(1)),
        Case(
            call: .open, code: ENXIO, words: "The camera that belonged to this name is gone.", retryAfter: .seconds(1)),
        Case(call: .open, code: EBUSY, words: "Another program uses the camera.", retryAfter: .seconds(5)),
        Case(call: .open, code: EMFILE, words: "Raise `ulimit -n`.", retryAfter: .seconds(5)),
        Case(call: .open, code: ENFILE, words: "The system has too many files open.", retryAfter: .seconds(5)),
        Case(call: .queryCapabilities, code: ENODEV, words: "The camera was unplugged.", retryAfter: .seconds(1)),
        Case(call: .enumerateFormats, code: ENODEV, words: "The camera was unplugged.", retryAfter: .seconds(1)),
        Case(call: .setFormat, code: EBUSY, words: "Another program uses the camera.", retryAfter: .seconds(5)),
        Case(call: .setParameters, code: EBUSY, words: "Another program uses the camera.", retryAfter: .seconds(5)),
        Case(call: .requestBuffers, code: EBUSY, words: "Another program uses the camera.", retryAfter: .seconds(5)),
        Case(call: .requestBuffers, code: ENOMEM, words: "too little memory", retryAfter: .seconds(5)),
        Case(call: .map, code: ENOMEM, words: "too little memory", retryAfter: .seconds(5)),
        Case(call: .queryBuffer, code: ENODEV, words: "The camera was unplugged.", retryAfter: .seconds(1)),
        Case(call: .queueBuffer, code: ENODEV, words: "The camera was unplugged.", retryAfter: .seconds(1)),
        Case(call: .streamOn, code: EBUSY, words: "Another program uses the camera.", retryAfter: .seconds(5)),
        Case(
            call: .streamOn, code: ENOSPC, words: "The USB bus has no bandwidth for MJPG 64x48 at 30.3 fps.",
            retryAfter: .seconds(5)),
        Case(call: .streamOn, code: ENOLINK, words: "The device has no signal.", retryAfter: .seconds(5)),
        Case(call: .streamOn, code: EPIPE, words: "`media-ctl`", retryAfter: .seconds(5)),
        Case(call: .streamOn, code: EACCES, words: "The driver refuses this to this user.", retryAfter: .seconds(5)),
        Case(call: .streamOn, code: ENODEV, words: "The camera was unplugged.", retryAfter: .seconds(1)),
    ]

    @Test(arguments: setUpCases)
    func setUpFault_hasItsSentenceAndPatience(item: Case) throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        // A second opening, so that the sentence can name the stream.
        machine.pendingEvents = [5]
        machine.repeating[item.call] = item.code
        let first = try run.run(for: .milliseconds(1_500)).offlineReasons
        let reason = try #require(first.last)
        #expect(reason.contains("camera /dev/video0: \(item.call.rawValue): \(SystemError(item.code))."))
        #expect(reason.contains(item.words))
        #expect(reason.hasSuffix("Trying again in \(item.retryAfter == .seconds(1) ? 1 : 5) s."))
        #expect(machine.openDescriptors == 0 && machine.mappedBuffers == 0)
        machine.forgetTrace()
        #expect(try run.run(for: .seconds(60)).isEmpty)
        // Before it is opened, a camera that was lost is asked whether it is the same one.
        let attempts = Int(60 / item.retryAfter.seconds)
        #expect((attempts - 1...3 * (attempts + 1)).contains(machine.count(item.call)))
        machine.repeating = [:]
        #expect(try run.run(for: item.retryAfter + .milliseconds(200)).onlineDescriptions.count == 1)
        #expect(machine.violations.isEmpty)
    }

    @Test(arguments: [
        (VideoCall.setFormat, EIO), (.setParameters, EIO), (.requestBuffers, EIO), (.queryBuffer, EINVAL),
        (.map, EINVAL), (.queueBuffer, EINVAL), (.streamOn, EIO), (.streamOn, EPROTO), (.streamOn, ETIMEDOUT),
        (.poll, ENOMEM), (.poll, EINVAL), (.dequeueBuffer, EINVAL), (.dequeueBuffer, EPIPE), (.dequeueBuffer, EFAULT),
        (.queueBuffer, EIO), (.subscribeEvent, ENOMEM), (.setFormat, 999),
    ])
    func passingFault_isSurvived(call: VideoCall, code: CInt) throws {
        let machine = ScriptedMachine()
        machine.failures[call] = [code]
        let run = try CameraRun(machine)
        let events = try run.run(for: .seconds(7))
        #expect(events.offlineReasons.count == 1)
        #expect(events.offlineReasons.first?.contains("\(call.rawValue): \(SystemError(code)).") == true)
        #expect(events.onlineDescriptions.count >= 1)
        #expect(events.frames.count > 20)
        #expect(machine.violations.isEmpty)
        #expect(machine.openDescriptors == 1 && machine.mappedBuffers == 4)
    }

    @Test func busyCamera_namesTheProgramThatUsesIt() throws {
        let machine = ScriptedMachine()
        machine.holder = "cheese (process 4711)"
        machine.repeating[.setFormat] = EBUSY
        let run = try CameraRun(machine)
        #expect(
            try run.run(for: .seconds(1)).offlineReasons == [
                "camera /dev/video0: VIDIOC_S_FMT: Device or resource busy (EBUSY). cheese (process 4711) uses the camera. "
                    + "Close that program. Trying again in 5 s."
            ])
    }

    @Test func noPermissionAtStart_endsTheRunWithTheCommand() throws {
        let machine = ScriptedMachine()
        machine.repeating[.open] = EACCES
        let run = try CameraRun(machine)
        let expected = CaptureError.noPermission(
            device: "/dev/video0",
            reason: "camera /dev/video0: open: Permission denied (EACCES). This user may not use cameras. "
                + "Run `sudo usermod -aG video $USER` and log in again.")
        #expect(throws: expected) { try run.run(for: .seconds(1)) }
        let any = try CameraRun(machine, CameraConfiguration())
        #expect(throws: expected) { try any.run(for: .seconds(1)) }
    }

    @Test func noPermissionAfterPluggingIn_isWaitedOut() throws {
        let machine = ScriptedMachine(nil)
        let run = try CameraRun(machine)
        try run.run(for: .seconds(2))
        machine.cameras["/dev/video0"] = ScriptedCamera()
        machine.failures[.open] = [EACCES]
        let events = try run.run(for: .seconds(3))
        #expect(events.offlineReasons.count == 1)
        #expect(events.onlineDescriptions.count == 1)
    }

    @Test(arguments: [
        (VideoCall.open, ENOTDIR), (.open, EISDIR), (.open, ELOOP), (.queryCapabilities, ENOTTY),
        (.queryCapabilities, EINVAL), (.requestBuffers, EINVAL),
    ])
    func notACamera_endsTheRun(call: VideoCall, code: CInt) throws {
        let machine = ScriptedMachine()
        machine.repeating[call] = code
        let run = try CameraRun(machine)
        let error = #expect(throws: CaptureError.self) { try run.run(for: .seconds(1)) }
        #expect(error?.description.contains("`affect devices`") == true)
        #expect(machine.openDescriptors == 0 && machine.mappedBuffers == 0)
    }

    @Test func metadataNodeByName_endsTheRun() throws {
        var camera = ScriptedCamera()
        camera.capabilities = 0x0480_0000
        let run = try CameraRun(ScriptedMachine(camera))
        #expect(
            throws: CaptureError.notACamera(
                device: "/dev/video0",
                reason: "camera /dev/video0: carries the metadata of another node, no pictures. Choose another one; "
                    + "`affect devices` lists them.")
        ) { try run.run(for: .seconds(1)) }
    }

    @Test func brokenDriver_isOpenedAgain() throws {
        let good = ScriptedCamera.pictures
        let wrongs: [(ScriptedCamera.Delivery, String)] = [
            (.init(bytes: good[0], index: 77), "it hands over buffer 77 of 4"),
            (.init(bytes: good[0], index: 3), "VIDIOC_QBUF: Invalid argument (EINVAL)"),
            (.init(bytes: good[0], bytesUsed: 70_000), "70000 bytes in a buffer of 65536"),
        ]
        for (wrong, words) in wrongs {
            var camera = ScriptedCamera()
            camera.frames = { $0 == 10 ? wrong : .init(bytes: good[$0 % 7]) }
            let machine = ScriptedMachine(camera)
            let run = try CameraRun(machine)
            let events = try run.run(for: .milliseconds(500))
            #expect(events.offlineReasons.first?.contains(words) == true)
            #expect(run.health.state == .online)
            #expect(machine.openDescriptors == 1 && machine.mappedBuffers == 4)
        }
    }

    @Test func driverThatCriesWolf_doesNotKeepTheProcessorBusy() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.pollOverride = .readable
        machine.repeating[.dequeueBuffer] = EAGAIN
        machine.forgetTrace()
        let events = try run.run(for: .seconds(30))
        #expect(events.offlineReasons.first?.contains("it reports a frame and has none, 100 times") == true)
        #expect(machine.count(.poll) < 1_000)
    }

    @Test func pollErrorWithoutAnyOther_isLoss() throws {
        let machine = ScriptedMachine()
        let run = try CameraRun(machine)
        try run.run(for: .seconds(1))
        machine.pollOverride = .failed
        let events = try run.run(for: .milliseconds(50))
        #expect(events.offlineReasons.first?.contains("the stream broke off (POLLERR or POLLHUP)") == true)
        machine.pollOverride = nil
        #expect(try run.run(for: .seconds(3)).onlineDescriptions.count == 1)
    }
}
