import Capture
import Glibc
import StreamTypes
import TestKit
import Testing

/// Random faults at random calls: the books balance at every step.
@Suite struct CameraPropertyTests {
    static let errors = [EINTR, EAGAIN, EIO, ENODEV, EBUSY, ENOSPC, EINVAL, ENOMEM, EPIPE, EPROTO, ENOTTY, ENXIO, 555]
    static let calls = VideoCall.allCases.filter { $0 != .close && $0 != .unmap }

    @Test(arguments: [1, 2, 3, 4])
    func randomFaults_keepEveryBufferInBalance(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var frameRandom = SplitMix64(seed: seed ^ 0xFEED)
        var camera = ScriptedCamera()
        let good = ScriptedCamera.pictures
        let damaged = good.map { Array($0.prefix($0.count / 2)) }
        camera.frames = { number in
            switch Int.random(in: 0..<100, using: &frameRandom) {
            case 0: nil
            case 1: .init(bytes: [])
            case 2..<8: .init(bytes: damaged[number % 7])
            case 8: .init(bytes: good[number % 7], flags: 0x2040)
            case 9:
                .init(
                    bytes: good[number % 7], stampNanoseconds: Int64.random(in: 0..<Int64.max / 2, using: &frameRandom))
            case 10: .init(bytes: good[number % 7], sequence: UInt32.random(in: 0...UInt32.max, using: &frameRandom))
            case 11: .init(bytes: good[number % 7], bytesUsed: UInt32.random(in: 60_000...70_000, using: &frameRandom))
            default: .init(bytes: good[number % 7])
            }
        }
        let machine = ScriptedMachine(camera)
        let run = try CameraRun(machine)
        var (lastNumber, lastTime): (Int64, MonotonicTime) = (-1, .zero)
        var frames = 0
        var isOnline = false
        let steps = SoakCount.number("AFFECT_FUZZ_CAMERA_STEPS", otherwise: 25_000)
        for _ in 0..<steps {
            if Int.random(in: 0..<60, using: &random) == 0 {
                let call = Self.calls[Int.random(in: 0..<Self.calls.count, using: &random)]
                machine.failures[call, default: []].append(
                    Self.errors[Int.random(in: 0..<Self.errors.count, using: &random)])
            }
            switch Int.random(in: 0..<2_000, using: &random) {
            case 0: machine.cameras["/dev/video0"] = nil
            case 1..<40: machine.cameras["/dev/video0"] = camera
            case 40: machine.pendingEvents.append(5)
            case 41: machine.suspended += .seconds(1)
            default: break
            }
            let deadline = run.clock.now() + .milliseconds(Int.random(in: 0...200, using: &random))
            let before = run.clock.now()
            switch try run.source.next(until: deadline) {
            case .frame(let frame):
                frames += 1
                #expect(isOnline && frame.number > lastNumber && frame.captureTime > lastTime)
                (lastNumber, lastTime) = (frame.number, frame.captureTime)
                #expect(machine.heldBuffers == 1)
            case .idle: #expect(run.clock.now() >= deadline)
            case .online:
                #expect(!isOnline)
                isOnline = true
            case .offline(let reason):
                #expect(reason.hasPrefix("camera ") && reason.hasSuffix("."))
                #expect(machine.openDescriptors == 0 && machine.mappedBuffers == 0)
                isOnline = false
            case .ended, .withoutFrame: Issue.record("a camera never ends")
            }
            #expect(run.clock.now() <= max(deadline, before) + .milliseconds(1))
            #expect(machine.heldBuffers <= 1 && machine.openDescriptors <= 1)
            guard machine.violations.isEmpty else { break }
        }
        #expect(machine.violations == [])
        #expect(frames > steps / 5)
        print("camera under faults of seed \(seed): \(steps) steps \(frames) frames")
    }
}
