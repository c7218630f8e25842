import Capture
import StreamTypes
import TestKit
import Testing

@Suite struct CameraCatalogTests {
    /// Three cameras, the metadata node of one, and an output.
    static func machine() -> ScriptedMachine {
        let machine = ScriptedMachine(nil)
        var desk = ScriptedCamera()
        (desk.card, desk.serial) = ("Desk Camera", "D-1")
        var wall = ScriptedCamera()
        (wall.card, wall.serial) = ("Wall Camera", "W-2")
        var metadata = desk
        metadata.capabilities = 0x0480_0000
        var output = ScriptedCamera()
        (output.card, output.capabilities) = ("Output", 0x0400_0002)
        var old = ScriptedCamera()
        (old.card, old.formats) = ("Old Camera", [.init(fourCC: "S910", sizes: [])])
        machine.cameras = [
            "/dev/video0": output, "/dev/video1": old, "/dev/video2": wall, "/dev/video10": desk,
            "/dev/video11": metadata,
        ]
        return machine
    }

    static func list(_ machine: ScriptedMachine, _ device: String? = nil) -> [CameraDescription] {
        CameraCatalog.list(device: device, calls: machine, directory: machine)
    }

    @Test func everyNode_isListedWithItsFormatsOrWhatHindersIt() throws {
        let machine = Self.machine()
        let nodes = Self.list(machine)
        #expect(nodes.map(\.path) == [0, 1, 2, 10, 11].map { "/dev/video\($0)" })
        #expect(nodes.map(\.isUsable) == [false, false, true, true, false])
        #expect(nodes[0].obstacle == "is an output for pictures, not a camera")
        #expect(nodes[1].obstacle?.contains("offers S910") == true)
        #expect(nodes[4].obstacle == "carries the metadata of another node, no pictures")
        let wall = nodes[2]
        #expect((wall.card, wall.driver, wall.bus, wall.serial) == ("Wall Camera", "scripted", "scripted-bus", "W-2"))
        #expect(wall.formats.map(\.fourCC) == ["MJPG", "YUYV"])
        #expect(wall.formats[0].sizes.map { [$0.width, $0.height] } == [[64, 48]])
        #expect(wall.formats[0].sizes[0].framesPerSecond == [30])
        #expect(nodes.map(\.selection) == [nil, nil, "the first usable camera by number", nil, nil])
        #expect(machine.openDescriptors == 0 && machine.count(.setFormat) == 0 && machine.count(.requestBuffers) == 0)
    }

    @Test func stableNames_decideTheOrder() {
        let machine = Self.machine()
        machine.stableNames = ["usb-Wall-index0": "/dev/video2", "usb-Desk-index0": "/dev/video10"]
        let nodes = Self.list(machine)
        #expect(nodes.map(\.path) == [10, 2, 0, 1, 11].map { "/dev/video\($0)" })
        #expect(nodes[0].stableName == "usb-Desk-index0")
        #expect(nodes[0].selection == "the first usable camera by name in /dev/v4l/by-id")
    }

    @Test(arguments: [
        ("/dev/video10", 10), ("video10", 10), ("10", 10), ("/dev/v4l/by-id/usb-Desk-index0", 10),
        ("usb-Desk-index0", 10), ("D-1", 10), ("desk camera", 10), ("Desk", 10), ("wall", 2), ("w-2", 2),
    ])
    func everyWayToNameACamera_findsIt(name: String, number: Int) throws {
        let machine = Self.machine()
        machine.stableNames = ["usb-Desk-index0": "/dev/video10"]
        let chosen = Self.list(machine, name).filter { $0.selection != nil }
        #expect(chosen.map(\.path) == ["/dev/video\(number)"])
        let run = try CameraRun(machine, .init(device: name))
        let online = try run.run(for: .seconds(1)).onlineDescriptions
        #expect(online.first?.hasPrefix(number == 10 ? "Desk Camera" : "Wall Camera") == true)
    }

    @Test func nameOfNoCamera_isWaitedForAndTheOthersNamed() throws {
        let machine = Self.machine()
        let run = try CameraRun(machine, .init(device: "garden"))
        let reasons = try run.run(for: .seconds(20)).offlineReasons
        #expect(
            reasons == [
                "camera garden: not connected. There is: Wall Camera (/dev/video2), Desk Camera (/dev/video10). "
                    + "Looking again each second."
            ])
        #expect(Self.list(machine, "garden").allSatisfy { $0.selection == nil })
    }

    @Test func onlyUnusableNodes_areNamedWithTheirReasons() throws {
        let machine = Self.machine()
        machine.cameras["/dev/video2"] = nil
        machine.cameras["/dev/video10"] = nil
        let run = try CameraRun(machine, .init())
        let reasons = try run.run(for: .seconds(5)).offlineReasons
        #expect(reasons.count == 1)
        #expect(reasons.first?.hasPrefix("no usable camera: /dev/video0: is an output for pictures") == true)
    }

    @Test func nodeThatCannotBeOpened_isListedWithTheReason() {
        let machine = ScriptedMachine()
        machine.repeating[.open] = 13
        #expect(Self.list(machine).first?.obstacle?.contains("sudo usermod -aG video $USER") == true)
    }

    @Test func endlessList_isCutOff() {
        var camera = ScriptedCamera()
        camera.formats = (0..<2_000).map { .init(fourCC: "\($0)", sizes: []) }
        #expect(Self.list(ScriptedMachine(camera)).first?.formats.count == 256)
    }
}
