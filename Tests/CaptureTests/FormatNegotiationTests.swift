import Capture
import StreamTypes
import TestKit
import Testing

@Suite struct FormatNegotiationTests {
    static func camera(_ formats: [ScriptedCamera.Format]) -> ScriptedCamera {
        var camera = ScriptedCamera()
        camera.formats = formats
        return camera
    }

    /// What a camera with these formats is asked for.
    static func asked(
        _ formats: [ScriptedCamera.Format], _ configuration: CameraConfiguration = .init(device: "/dev/video0")
    ) throws -> String? {
        let run = try CameraRun(ScriptedMachine(camera(formats)), configuration)
        _ = try run.source.next(until: run.clock.now())
        return run.machine.requestedFormats.first
    }

    static let vga = ScriptedCamera.Size(width: 640, height: 480, rates: [30, 15])
    static let hd = ScriptedCamera.Size(width: 1_280, height: 720, rates: [30])

    @Test func motionJPEG_isPreferredAtTheSizeAskedFor() throws {
        let formats = [
            ScriptedCamera.Format(fourCC: "YUYV", sizes: [Self.vga, Self.hd]),
            ScriptedCamera.Format(fourCC: "MJPG", sizes: [Self.hd, Self.vga]),
        ]
        #expect(try Self.asked(formats) == "MJPG 640x480")
        #expect(try Self.asked(formats, .init(device: "0", width: 1_280, height: 720)) == "MJPG 1280x720")
        #expect(try Self.asked(formats, .init(device: "video0", format: "yuyv")) == "YUYV 640x480")
        #expect(try Self.asked(formats, .init(device: "video0", format: "YUY2")) == "YUYV 640x480")
    }

    @Test func rawFormat_isTakenWhenThereIsNoOther() throws {
        #expect(
            try Self.asked([.init(fourCC: "H264", sizes: [Self.hd]), .init(fourCC: "UYVY", sizes: [Self.vga])])
                == "UYVY 640x480")
    }

    @Test func nearestSize_isTaken() throws {
        let sizes = [(320, 240), (800, 600), (1_920, 1_080)].map {
            ScriptedCamera.Size(width: $0.0, height: $0.1, rates: [30])
        }
        #expect(try Self.asked([.init(fourCC: "MJPG", sizes: sizes)]) == "MJPG 800x600")
    }

    @Test func slowFormat_losesToAFasterOne() throws {
        let slow = ScriptedCamera.Size(width: 640, height: 480, rates: [5])
        #expect(
            try Self.asked([.init(fourCC: "MJPG", sizes: [slow]), .init(fourCC: "YUYV", sizes: [Self.vga])])
                == "YUYV 640x480")
    }

    @Test func driverWithoutSizeList_isAskedForWhatIsWanted() throws {
        #expect(
            try Self.asked([.init(fourCC: "YUYV", sizes: [])], .init(device: "0", width: 352, height: 288))
                == "YUYV 352x288")
    }

    @Test func driverThatChangesTheSize_isBelieved() throws {
        var camera = ScriptedCamera()
        camera.overridesFormat = ("YUYV", 48, 40)
        camera.frames = { number in .init(bytes: [UInt8](repeating: UInt8(number % 200), count: 48 * 40 * 2)) }
        let run = try CameraRun(ScriptedMachine(camera))
        #expect(try run.run(for: .seconds(1)).frames.count == 30)
        let image = GrayImage()
        #expect(!run.source.decode(into: image))  // Nothing is held.
        #expect(try run.source.next(until: run.clock.now() + .seconds(1)) != .idle)
        #expect(run.source.decode(into: image))
        #expect((image.width, image.height) == (48, 40))
        #expect(run.health.format?.description == "YUYV 48x40 at 30.3 fps")
    }

    @Test func driverThatSetsAnUnreadableFormat_isNotBelieved() throws {
        var camera = ScriptedCamera()
        camera.overridesFormat = ("S910", 64, 48)
        let run = try CameraRun(ScriptedMachine(camera))
        let reasons = try run.run(for: .seconds(1)).offlineReasons
        #expect(reasons.first?.contains("it offers MJPG but sets another format") == true)
        #expect(run.machine.openDescriptors == 0)
    }

    @Test func driverThatSetsNonsense_isNotBelieved() throws {
        for (width, height) in [(0, 48), (64, 0), (20_000, 48)] {
            var camera = ScriptedCamera()
            camera.overridesFormat = ("YUYV", width, height)
            let run = try CameraRun(ScriptedMachine(camera))
            #expect(
                try run.run(for: .seconds(1)).offlineReasons.first?.contains("contradicts itself: it set YUYV") == true)
            #expect(run.machine.openDescriptors == 0 && run.machine.mappedBuffers == 0)
        }
    }

    @Test func formatNotOffered_endsTheRunAndNamesTheOthers() throws {
        let run = try CameraRun(ScriptedMachine(), .init(device: "/dev/video0", format: "NV12"))
        let error = #expect(throws: CaptureError.self) { try run.run(for: .seconds(1)) }
        #expect(
            error?.description
                == "camera /dev/video0: does not offer NV12, but MJPG, YUYV. Choose one of them, or leave the format out."
        )
        #expect(run.machine.openDescriptors == 0)
    }

    @Test func nothingReadable_endsTheRunAndNamesWhatIsOffered() throws {
        let run = try CameraRun(ScriptedMachine(Self.camera([.init(fourCC: "S910", sizes: [])])))
        let error = #expect(throws: CaptureError.self) { try run.run(for: .seconds(1)) }
        #expect(error == .noReadableFormat(device: "/dev/video0", offered: ["S910"]))
        #expect(error?.description.contains("offers S910, and none of the formats that are read") == true)
        #expect(error?.description.contains("LD_PRELOAD=libv4l/v4l2convert.so") == true)
    }

    @Test func refusedFormat_nextBestIsTried() throws {
        let machine = ScriptedMachine()
        machine.failures[.setFormat] = [22]
        let run = try CameraRun(machine)
        _ = try run.source.next(until: run.clock.now())
        #expect(machine.requestedFormats == ["YUYV 64x48"])
    }

    @Test func driverWithoutRates_isReadAllTheSame() throws {
        let machine = ScriptedMachine()
        machine.failures[.setParameters] = [25]
        let run = try CameraRun(machine)
        #expect(try run.run(for: .seconds(1)).onlineDescriptions.first?.hasSuffix("MJPG 64x48") == true)
    }

    @Test func impossibleWishes_areRefusedBeforeAnythingIsOpened() {
        let machine = ScriptedMachine()
        let wishes: [(CameraConfiguration, String)] = [
            (.init(width: 0), "camera size 0x480 at 30.0 fps"),
            (.init(height: 20_000), "camera size 640x20000 at 30.0 fps"),
            (.init(framesPerSecond: .nan), "camera size 640x480 at nan fps"),
            (.init(framesPerSecond: -1), "camera size 640x480 at -1.0 fps"),
            (.init(format: "PNG"), "camera format PNG: not a format that is read"),
        ]
        for (wish, words) in wishes {
            let error = #expect(throws: CaptureError.self) { try CameraRun(machine, wish) }
            #expect(error?.description.contains(words) == true)
        }
        #expect(machine.trace.isEmpty)
    }

    @Test func controls_areSetAutomaticOnesFirst() throws {
        var camera = ScriptedCamera()
        camera.controls = [
            ("Brightness", 0x98_0900, -64...64), ("Exposure, Dynamic Framerate", 0x9A_0903, 0...1),
            ("Auto Exposure", 0x9A_0901, 0...3), ("Exposure Time, Absolute", 0x9A_0902, 1...5_000),
        ]
        let machine = ScriptedMachine(camera)
        let run = try CameraRun(
            machine,
            .init(
                device: "0",
                controls: ["brightness": -5, "exposure_dynamic_framerate": 0, "auto_exposure": 1]))
        try run.run(for: .seconds(1))
        #expect(machine.controlsSet == [0x98_0900: -5, 0x9A_0903: 0, 0x9A_0901: 1])
        #expect(run.health.state == .online)

        let unknown = try CameraRun(machine, .init(device: "0", controls: ["zoom": 1]))
        #expect(
            throws: CaptureError.unknownControl(
                device: "/dev/video0", control: "zoom",
                offered: ["auto_exposure", "brightness", "exposure_dynamic_framerate", "exposure_time_absolute"])
        ) { try unknown.run(for: .seconds(1)) }
        let tooMuch = try CameraRun(machine, .init(device: "0", controls: ["brightness": 65]))
        #expect(
            throws: CaptureError.controlOutOfRange(
                device: "/dev/video0", control: "brightness", value: 65, range: -64...64)
        ) { try tooMuch.run(for: .seconds(1)) }
    }
}
