import StreamTypes

/// One stream of a camera from its start to its first fault: takes frames, and judges their numbers, times and data.
final class LiveCamera {
    enum Outcome {
        /// A usable frame is held; `lost` frames before it never came.
        case frame(MonotonicTime, lost: Int)
        /// A damaged frame came and went back to the driver.
        case damaged(FrameDamage, lost: Int)
        case idle
    }

    let opened: OpenedCamera
    let start: MonotonicTime
    private var stream: CaptureStream { opened.stream }
    private let clock: any MonotonicClock
    private let suspendedAtStart: Duration
    private var sequence = SequenceCounter()
    private var timestamps: TimestampValidator
    private var stall: StallPolicy
    private var emptyWakings = 0

    /// A driver that says "readable" this often and then has nothing would keep the processor busy.
    private static let mostEmptyWakings = 100
    /// Clocks are read one after the other; shorter sleeps than this are not told apart from that.
    private static let shortestSleep = Duration.milliseconds(500)

    init(_ opened: OpenedCamera, clock: any MonotonicClock, lastCapture: MonotonicTime) {
        self.opened = opened
        self.clock = clock
        start = clock.now()
        suspendedAtStart = opened.stream.device.calls.timeSuspended()
        timestamps = TimestampValidator(streamStart: start, lastCapture: lastCapture)
        stall = StallPolicy(streamStart: start, framesPerSecond: opened.stream.format.framesPerSecond)
    }

    var timestampSource: TimestampSource { timestamps.source }
    var payload: UnsafeRawBufferPointer { stream.payload }

    func close() { stream.close() }

    func giveBack() throws(DeviceFault) { try stream.giveBack() }

    /// Waits until `deadline` for a frame. A frame that waits already is found even when the deadline has passed.
    func next(until deadline: MonotonicTime) throws(DeviceFault) -> Outcome {
        while true {
            try checkForSleep()
            let before = clock.now()
            let wait = max(.zero, min(deadline, stall.deadline) - before)
            let events = try stream.device.poll(timeout: wait)
            if events.contains(.failed) { throw diagnosis() }
            if events.contains(.priority), try stream.dequeueEvents() { throw fault(.sourceChanged) }
            if events.contains(.readable), let buffer = try stream.dequeue() {
                emptyWakings = 0
                return try judge(buffer)
            }
            if !events.isEmpty { try countEmptyWaking() }
            let now = clock.now()
            if let cause = stall.verdict(at: now) { throw fault(cause) }
            if now >= deadline { return .idle }
        }
    }

    private func judge(_ buffer: CapturedBuffer) throws(DeviceFault) -> Outcome {
        let now = clock.now()
        let lost = sequence.lost(before: buffer.sequence)
        let captureTime = timestamps.captureTime(stamp: buffer.stamp, now: now)
        guard let damage = buffer.isFlagged ? .driverFlag : opened.reader.damage(stream.payload) else {
            stall.sawUsable(at: now)
            return .frame(captureTime, lost: lost)
        }
        try stream.giveBack()
        stall.sawDamaged()
        if let cause = stall.verdict(at: now) { throw fault(cause) }
        return .damaged(damage, lost: lost)
    }

    /// After POLLERR or POLLHUP, the next call says what happened.
    private func diagnosis() -> DeviceFault {
        do {
            _ = try stream.dequeue()
            return fault(.hungUp)
        } catch {
            return error
        }
    }

    private func countEmptyWaking() throws(DeviceFault) {
        emptyWakings += 1
        guard emptyWakings < Self.mostEmptyWakings else {
            throw stream.device.contradiction("it reports a frame and has none, \(emptyWakings) times")
        }
    }

    private func checkForSleep() throws(DeviceFault) {
        let slept = stream.device.calls.timeSuspended() - suspendedAtStart
        if slept >= Self.shortestSleep { throw fault(.suspended(slept)) }
    }

    private func fault(_ cause: DeviceFault.Cause) -> DeviceFault {
        DeviceFault(device: stream.device.path, cause: cause)
    }
}
