import Capture
import Feed
import Foundation
import Sessions
import StreamTypes
import TestKit
import Testing

@testable import Service

@Suite struct DoctorTests {
    let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory() }

    private func write(_ text: String, to path: String) throws {
        let file = root.file(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private func doctor(_ change: (inout RunOptions) -> Void = { _ in }) -> Doctor {
        var options = RunOptions()
        change(&options)
        return Doctor(options, root: root.file("").path)
    }

    private func state(_ findings: [Finding], _ name: String) -> Finding.State? {
        findings.first { $0.name == name }?.state
    }

    private func camera(
        _ path: String, format: String = "YUYV", rate: Double = 30, selection: String? = "the first usable camera",
        obstacle: String? = nil
    ) -> CameraDescription {
        let text = { (words: String?) in words.map { "\"\($0)\"" } ?? "null" }
        let json = """
            {"path": "\(path)", "card": "lab camera", "driver": "uvcvideo", "bus": "usb-1", "obstacle": \(text(obstacle)),
             "selection": \(text(selection)), "formats": [{"fourCC": "\(format)", "name": "\(format)", "isReadable": true,
             "sizes": [{"width": 640, "height": 480, "largestWidth": 640, "largestHeight": 480, "widthStep": 1,
             "heightStep": 1, "framesPerSecond": [\(rate)]}]}]}
            """
        do {
            return try JSONDecoder().decode(CameraDescription.self, from: Data(json.utf8))
        } catch {
            fatalError("\(error)")
        }
    }

    // MARK: Camera

    @Test func noCamera_fails() {
        #expect(doctor().cameraFindings([]).map(\.state) == [.failure])
    }

    @Test func cameraThatIsNotTheOneMeant_fails() {
        let findings = doctor { $0.camera.device = "desk" }.cameraFindings([camera("/dev/video0", selection: nil)])
        #expect(findings.map(\.state) == [.failure])
        #expect(findings[0].text == "none of /dev/video0 fits desk")
    }

    @Test func usableCamera_isOk() throws {
        let node = root.file("video0").path
        try write("", to: "video0")
        let findings = doctor().cameraFindings([camera(node)])
        #expect(findings.map(\.name) == ["camera", "permission", "format"])
        #expect(findings.allSatisfy { $0.state == .ok })
        #expect(findings[2].text == "YUYV 640x480 at 30 fps")
    }

    @Test func missingNode_isToldWithThePermission() {
        #expect(state(doctor().cameraFindings([camera("/dev/none")]), "permission") == .failure)
    }

    @Test func slowOrOtherFormat_isTold() {
        #expect(state(doctor().cameraFindings([camera("/dev/none", rate: 5)]), "format") == .warning)
        let other = doctor { $0.camera.format = "MJPG" }.cameraFindings([camera("/dev/none")])
        #expect(state(other, "format") == .failure)
    }

    @Test func obstacle_isTheRemedy() {
        let finding = doctor().cameraFindings([camera("/dev/none", obstacle: "It is a metadata node.")])[0]
        #expect(finding.state == .failure)
        #expect(finding.remedy == "It is a metadata node.")
    }

    private func port(_ node: String, speed: String, bus: Int) throws {
        try write("", to: "sys/class/video4linux/\(node)/device/uevent")
        try write("\(speed)\n", to: "sys/class/video4linux/\(node)/speed")
        try write("\(bus)\n", to: "sys/class/video4linux/\(node)/busnum")
    }

    @Test func bandwidth_isComparedWithThePort() throws {
        try port("video0", speed: "480", bus: 1)
        #expect(state(doctor().cameraFindings([camera("/dev/video0")]), "usb") == .ok)
        let fast = doctor { $0.camera.framesPerSecond = 60 }.cameraFindings([camera("/dev/video0", rate: 60)])
        #expect(state(fast, "usb") == .warning)
        try port("video2", speed: "480", bus: 1)
        let both = [camera("/dev/video0"), camera("/dev/video2", selection: nil)]
        let shared = try #require(doctor().cameraFindings(both).first { $0.name == "usb" })
        #expect(shared.state == .warning)
        #expect(shared.text.contains("which it shares with /dev/video2"))
        try port("video2", speed: "480", bus: 2)
        #expect(state(doctor().cameraFindings(both), "usb") == .ok)
    }

    @Test func link_leadsToItsNode() throws {
        try write("", to: "video7")
        try FileManager.default.createSymbolicLink(at: root.file("desk"), withDestinationURL: root.file("video7"))
        #expect(Doctor.node(root.file("desk").path) == Doctor.node(root.file("video7").path))
        #expect(Doctor.node("lab camera") == "lab camera")
    }

    @Test func file_standsForTheCamera() {
        func state(_ path: String) -> Finding.State {
            doctor { $0.file = .init(path: path) }.cameraFindings()[0].state
        }
        #expect(state(ShippedClip.singleFace.path) == .ok)
        #expect(state("/none.mkv") == .failure)
    }

    // MARK: Model

    @Test func brokenModel_failsAndIsNotMeasured() throws {
        try write("nothing", to: "m.safetensors")
        let doctor = doctor { $0.modelPath = root.file("m.safetensors").path }
        #expect(doctor.model().state == .failure)
        #expect(doctor.speed().state == .failure)
    }

    @Test func fallenBackOpenBLAS_isTold() {
        #expect(doctor().openBLAS(core: "Haswell", instructionSet: "avx512", note: nil).state == .warning)
        #expect(doctor().openBLAS(core: "SkylakeX", instructionSet: "avx512", note: nil).state == .ok)
        #expect(doctor().openBLAS(core: "Zen", instructionSet: "avx2", note: "forced").text.hasSuffix("; forced"))
    }

    // MARK: Machine

    @Test(arguments: [("tsc", Finding.State.ok), ("kvm-clock", .ok), ("hpet", .warning), ("acpi_pm", .warning)])
    func clockSource_isJudged(source: String, state: Finding.State) throws {
        try write("\(source)\n", to: "sys/devices/system/clocksource/clocksource0/current_clocksource")
        #expect(doctor().clockSource().state == state)
    }

    @Test func wallClock_isLookedAfterWhereATraceSaysSo() throws {
        #expect(doctor().wallClock().state == .warning)
        try write("", to: "run/systemd/timesync/synchronized")
        #expect(doctor().wallClock().state == .ok)
    }

    @Test func limits_areJudged() throws {
        let doctor = doctor()
        #expect(doctor.limits(openFiles: 1024, addressSpace: .max, quota: nil).state == .ok)
        #expect(doctor.limits(openFiles: 64, addressSpace: .max, quota: nil).state == .warning)
        #expect(doctor.limits(openFiles: 1024, addressSpace: 1 << 29, quota: nil).state == .warning)
        #expect(doctor.limits(openFiles: 1024, addressSpace: .max, quota: 0.2).state == .warning)
    }

    @Test func quota_isThatOfTheControlGroup() throws {
        #expect(doctor().quota() == nil)
        try write("0::/system.slice/affect.service\n", to: "proc/self/cgroup")
        try write("20000 100000\n", to: "sys/fs/cgroup/system.slice/affect.service/cpu.max")
        #expect(doctor().quota() == 0.2)
        try write("max 100000\n", to: "sys/fs/cgroup/system.slice/affect.service/cpu.max")
        #expect(doctor().quota() == nil)
    }

    @Test func disk_isJudgedWhereTheRecordingGoes() {
        func finding(_ path: String, keep: Int64) -> Finding.State {
            doctor { $0.recording = .init(path: path, limits: .init(minimumFreeBytes: keep)) }.disk().state
        }
        #expect(finding(root.file("new").path, keep: 0) == .ok)
        #expect(finding(root.file("new").path, keep: .max) == .warning)
        #expect(finding("/none/new", keep: 0) == .failure)
    }

    // MARK: Endpoints

    @Test func endpointOfARun_isInUse() throws {
        let endpoint = "ipc://\(root.file("feed").path)"
        let doctor = doctor { $0.feed = endpoint }
        #expect(state(doctor.endpoints(), "feed") == .ok)
        let identity = RunIdentity(run: "r", source: .live, host: "h", camera: "cam0", model: "m", outputs: [])
        let publisher = try Publisher(endpoint: Endpoint(endpoint), identity: identity)
        #expect(state(doctor.endpoints(), "feed") == .warning)
        withExtendedLifetime(publisher) {}
    }

    @Test(arguments: [
        ("tcp://0.0.0.0:5599", Finding.State.failure), ("nonsense", .failure), ("ipc:///none/feed", .failure),
    ])
    func endpointThatCannotBe_fails(endpoint: String, expected: Finding.State) {
        #expect(state(doctor { $0.feed = endpoint }.endpoints(), "feed") == expected)
    }

    @Test func missingKeys_fail() {
        let findings = doctor {
            $0.keys = "/none"
            $0.control = .at("tcp://*:5598")
        }.endpoints()
        #expect(state(findings, "keys") == .failure)
        #expect(state(findings, "control") == .ok)
    }

    @Test func everything_isLookedAt() {
        let names = Set(
            doctor { $0.modelPath = Repository.file("models/\(ModelFolder.bundledModel)").path }.findings().map(\.name))
        let parts: Set = ["model", "faces", "openblas", "speed", "clock", "utc", "feed", "disk", "limits", "wake-ups"]
        #expect(names.isSuperset(of: parts))
    }
}
