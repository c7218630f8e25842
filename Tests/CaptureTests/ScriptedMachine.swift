import CV4L2
import Capture
import Glibc
import StreamTypes
import TestKit

/// A machine whose cameras follow a script: it answers as Linux' videobuf2 would, on a clock that waiting moves.
///
/// It keeps the books that the tests check: open descriptors, mapped memory, who owns each buffer, and every call in order.
final class ScriptedMachine: VideoDeviceCalls, DeviceDirectory {
    let clock: ManualClock
    /// Node path → camera.
    var cameras: [String: ScriptedCamera]
    var stableNames: [String: String] = [:]
    /// Error numbers that the next calls of a kind fail with; `repeating` ones never end.
    var failures: [VideoCall: [CInt]] = [:]
    var repeating: [VideoCall: CInt] = [:]
    /// What `poll` reports instead of the truth.
    var pollOverride: PollEvents?
    var pendingEvents: [UInt32] = []
    var suspended = Duration.zero
    /// The program that uses a busy camera.
    var holder: String?

    private(set) var trace: [VideoCall] = []
    private(set) var openings: [String] = []
    private(set) var violations: [String] = []
    private(set) var controlsSet: [UInt32: Int32] = [:]
    private(set) var requestedFormats: [String] = []
    private(set) var framesTaken = 0
    private var nextDescriptor: CInt = 3
    private var streams: [CInt: ScriptedStream] = [:]

    init(_ camera: ScriptedCamera? = ScriptedCamera(), clock: ManualClock = ManualClock(at: .zero + .seconds(1_000))) {
        self.clock = clock
        cameras = [:]
        if let camera { cameras["/dev/video0"] = camera }
    }

    var openDescriptors: Int { streams.count }
    var mappedBuffers: Int { streams.values.reduce(0) { $0 + $1.mapped.count } }
    /// Buffers that the program holds, over all streams.
    var heldBuffers: Int { streams.values.reduce(0) { $0 + $1.held.count } }

    func count(_ call: VideoCall) -> Int { trace.count { $0 == call } }
    func forgetTrace() { trace = [] }

    // MARK: Directory

    func videoNodes() -> [String] { cameras.keys.shuffled() }
    func namesByID() -> [String: String] { stableNames.filter { cameras[$0.value] != nil } }
    func serial(ofNode path: String) -> String? { cameras[path]?.serial }

    func holder(ofNode path: String) -> String? { holder }

    // MARK: Calls

    private func begin(_ call: VideoCall) throws(SystemError) {
        trace.append(call)
        if failures[call]?.isEmpty == false, let code = failures[call]?.removeFirst() { throw SystemError(code) }
        if let code = repeating[call] { throw SystemError(code) }
    }

    func open(_ path: String) throws(SystemError) -> CInt {
        openings.append(path)
        try begin(.open)
        let node = stableNames.first { path == "/dev/v4l/by-id/\($0.key)" }?.value ?? path
        guard let camera = cameras[node] else { throw SystemError(ENOENT) }
        nextDescriptor += 1
        streams[nextDescriptor] = ScriptedStream(camera, node: node)
        return nextDescriptor
    }

    func close(_ descriptor: CInt) {
        trace.append(.close)
        guard let stream = streams.removeValue(forKey: descriptor) else {
            return violations.append("close of a closed one")
        }
        if !stream.mapped.isEmpty { violations.append("closed with \(stream.mapped.count) buffers mapped") }
    }

    func timeSuspended() -> Duration { suspended }

    func poll(_ descriptor: CInt, timeout: Duration) throws(SystemError) -> PollEvents {
        try begin(.poll)
        guard let stream = streams[descriptor] else { throw SystemError(EBADF) }
        if let pollOverride {
            clock.advance(by: .milliseconds(1))
            return pollOverride
        }
        guard isPlugged(stream) else { return [.failed, .priority] }
        if !pendingEvents.isEmpty { return .priority }
        let end = clock.now() + timeout
        stream.produce(until: clock.now())
        while stream.filled.isEmpty, let due = stream.nextFrame, due <= end, stream.canFill {
            clock.sleep(until: due)
            stream.produce(until: due)
        }
        if !stream.filled.isEmpty { return .readable }
        clock.sleep(until: end)
        return []
    }

    func map(_ descriptor: CInt, length: Int, offset: Int) throws(SystemError) -> UnsafeMutableRawPointer {
        try begin(.map)
        guard let stream = streams[descriptor], isPlugged(stream) else { throw SystemError(ENODEV) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 4_096)
        stream.mapped[offset / 4_096] = UnsafeMutableRawBufferPointer(start: memory, count: length)
        return memory
    }

    func unmap(_ address: UnsafeMutableRawPointer, length: Int) {
        trace.append(.unmap)
        for stream in streams.values {
            guard let entry = stream.mapped.first(where: { $0.value.baseAddress == address }) else { continue }
            if entry.value.count != length { violations.append("unmapped \(length) of \(entry.value.count) bytes") }
            stream.mapped[entry.key] = nil
            return address.deallocate()
        }
        violations.append("unmapped memory that was not mapped")
    }

    func ioctl(_ descriptor: CInt, _ call: VideoCall, _ argument: UnsafeMutableRawPointer) throws(SystemError) {
        try begin(call)
        guard let stream = streams[descriptor] else { throw SystemError(EBADF) }
        guard isPlugged(stream) else { throw SystemError(ENODEV) }
        switch call {
        case .queryCapabilities: answer(argument, v4l2_capability.self) { stream.describe(&$0) }
        case .enumerateFormats: try answer(argument, v4l2_fmtdesc.self, stream.listFormat)
        case .enumerateSizes: try answer(argument, v4l2_frmsizeenum.self, stream.listSize)
        case .enumerateIntervals: try answer(argument, v4l2_frmivalenum.self, stream.listInterval)
        case .setFormat:
            try answer(argument, v4l2_format.self, stream.setFormat)
            requestedFormats.append(stream.asked)
        case .setParameters: answer(argument, v4l2_streamparm.self) { stream.setRate(&$0) }
        case .queryControl: try answer(argument, v4l2_queryctrl.self, stream.listControl)
        case .setControl:
            let control = argument.load(as: v4l2_control.self)
            controlsSet[control.id] = control.value
        case .subscribeEvent: break
        case .dequeueEvent: try dequeueEvent(argument)
        case .requestBuffers: answer(argument, v4l2_requestbuffers.self) { $0.count = 4 }
        case .queryBuffer: answer(argument, v4l2_buffer.self) { stream.describeBuffer(&$0) }
        case .queueBuffer:
            guard stream.queue(Int(argument.load(as: v4l2_buffer.self).index)) else {
                violations.append("queued a buffer that the driver has")
                throw SystemError(EINVAL)
            }
        case .dequeueBuffer:
            stream.produce(until: clock.now())
            try answer(argument, v4l2_buffer.self, stream.dequeue)
            framesTaken += 1
            if stream.held.count > 1 { violations.append("\(stream.held.count) buffers held at once") }
        case .streamOn: stream.nextFrame = clock.now() + stream.camera.framePeriod
        case .streamOff: stream.nextFrame = nil
        case .open, .map, .unmap, .poll, .close: violations.append("\(call) is no ioctl")
        }
    }

    private func isPlugged(_ stream: ScriptedStream) -> Bool { cameras[stream.node] != nil }

    private func dequeueEvent(_ argument: UnsafeMutableRawPointer) throws(SystemError) {
        guard !pendingEvents.isEmpty else { throw SystemError(ENOENT) }
        let type = pendingEvents.removeFirst()
        answer(argument, v4l2_event.self) {
            $0.type = type
            $0.pending = UInt32(self.pendingEvents.count)
        }
    }

    private func answer<Value, Failure>(
        _ argument: UnsafeMutableRawPointer, _ type: Value.Type, _ body: (inout Value) throws(Failure) -> Void
    ) throws(Failure) {
        try body(&argument.assumingMemoryBound(to: type).pointee)
    }
}
