public import StreamTypes

/// A camera as a source of frames, which comes back by itself after every kind of loss.
///
/// It streams through memory shared with the driver and never blocks beyond a deadline. Frames that nobody decodes go back untouched.
/// Losing the camera is an event; the camera is then closed completely, looked for and set up again (see ``FaultVerdict`` and
/// ``ReopenPolicy``). One thread uses it.
public final class CameraSource: FrameSource {
    public let kind = SourceKind.live

    private let configuration: CameraConfiguration
    private let clock: any MonotonicClock
    private let survey: CameraSurvey

    private var live: LiveCamera?
    private var pending: FrameEvent?
    private var nextAttempt: MonotonicTime
    private var attempts: Int64 = 0
    private var reopenPolicy = ReopenPolicy()
    /// The camera in use, or the last one that was.
    private var whereabouts: LostCamera?
    /// The stream has given a usable frame, and the event that says so is out.
    private var isAnnounced = false
    private var hasBeenOnline = false
    private var lastReason: String?

    private var frameNumber: Int64 = -1
    private var lastCapture = MonotonicTime.zero
    private var freeze = FreezeDetector()
    private var hasReopenedFrozen = false
    private var frameRate = FrameRateMeter()
    private var arrivals = DamageMeter()
    private var decodings = DamageMeter()
    private var counts = CameraHealth()

    /// Opens nothing yet; the first ``next(until:)`` does.
    ///
    /// - Throws: ``CaptureError`` when the configuration cannot fit any camera.
    public convenience init(
        configuration: CameraConfiguration, clock: any MonotonicClock = SystemMonotonicClock()
    ) throws(CaptureError) {
        try self.init(
            configuration: configuration, clock: clock, calls: KernelVideoDeviceCalls(),
            directory: SystemDeviceDirectory())
    }

    package init(
        configuration: CameraConfiguration, clock: any MonotonicClock, calls: any VideoDeviceCalls,
        directory: any DeviceDirectory
    ) throws(CaptureError) {
        try Self.check(configuration)
        self.configuration = configuration
        self.clock = clock
        survey = CameraSurvey(directory: directory, calls: calls)
        nextAttempt = clock.now()
    }

    private static func check(_ configuration: CameraConfiguration) throws(CaptureError) {
        let (width, height, rate) = (configuration.width, configuration.height, configuration.framesPerSecond)
        let sides = 1...GrayImage.maximumSide
        guard sides.contains(width), sides.contains(height), (0.1...1_000).contains(rate) else {
            throw .impossibleSize(width: width, height: height, framesPerSecond: rate)
        }
        guard let format = configuration.format else { return }
        guard PixelFormat(name: format) != nil else { throw .unknownFormat(format) }
    }

    /// How the camera is doing now.
    ///
    /// - Complexity: O(frames of the last five seconds).
    public var health: CameraHealth {
        let now = clock.now()
        var health = counts
        health.measuredFPS = live == nil ? 0 : frameRate.framesPerSecond(at: now)
        health.isDegraded = arrivals.isMostlyDamaged(at: now) || decodings.isMostlyDamaged(at: now)
        return health
    }

    public func next(until deadline: MonotonicTime) throws -> FrameEvent {
        if let event = pending {
            pending = nil
            return event
        }
        while true {
            guard let live else {
                if let event = try search(until: deadline) { return event }
                continue
            }
            do {
                try live.giveBack()
                if let event = try advance(live, until: deadline) { return event }
            } catch {
                if let event = lose(error) { return event }
            }
        }
    }

    public func decode(into image: GrayImage) -> Bool {
        guard let live, !live.payload.isEmpty else { return false }
        let damage = live.opened.reader.decode(live.payload, into: image)
        decodings.add(clock.now(), isDamaged: damage != nil)
        guard let damage else { return true }
        counts.framesDamaged[damage] += 1
        return false
    }

    /// Gives the frame that ``next(until:)`` returned last as the camera sent it, for recording.
    ///
    /// - Returns: nil when there is no such frame.
    public func withPayload<Result>(
        _ body: (UnsafeRawBufferPointer, StreamFormat) throws -> Result
    ) rethrows -> Result? {
        guard let live, !live.payload.isEmpty else { return nil }
        return try body(live.payload, live.opened.stream.format)
    }

    // MARK: Streaming

    private func advance(_ live: LiveCamera, until deadline: MonotonicTime) throws(DeviceFault) -> FrameEvent? {
        switch try live.next(until: deadline) {
        case .idle: return .idle
        case .damaged(let cause, let lost):
            count(lost: lost)
            counts.framesDamaged[cause] += 1
            arrivals.add(clock.now(), isDamaged: true)
            return clock.now() >= deadline ? .idle : nil
        case .frame(let captureTime, let lost):
            count(lost: lost)
            counts.timestampSource = live.timestampSource
            arrivals.add(clock.now(), isDamaged: false)
            lastCapture = captureTime
            frameRate.add(captureTime)
            try watchForFreeze(live)
            let frame = FrameEvent.frame(Frame(number: frameNumber, captureTime: captureTime))
            guard !isAnnounced else { return frame }
            pending = frame
            return announce(live)
        }
    }

    private func count(lost: Int) {
        counts.framesCaptured += 1
        counts.sequenceGaps += Int64(lost)
        frameNumber += Int64(lost) + 1
    }

    /// A frozen camera is opened again once; if that does not help, its frames go on, flagged by the state.
    private func watchForFreeze(_ live: LiveCamera) throws(DeviceFault) {
        let unchanged = freeze.unchanged(live.payload, at: clock.now())
        if unchanged >= FreezeDetector.limit {
            counts.state = .frozen
            guard !hasReopenedFrozen else { return }
            hasReopenedFrozen = true
            throw DeviceFault(device: live.opened.stream.device.path, cause: .frozen(unchanged))
        }
        if unchanged == .zero { hasReopenedFrozen = false }
        if unchanged == .zero || counts.state != .frozen { counts.state = .online }
    }

    private func announce(_ live: LiveCamera) -> FrameEvent {
        isAnnounced = true
        hasBeenOnline = true
        lastReason = nil
        return .online(description: live.opened.description)
    }

    // MARK: Losing and finding

    /// The key of every reason that says that the camera is not there.
    private static let absence = "absent"

    /// Tries to open the camera when it is time, otherwise waits.
    private func search(until deadline: MonotonicTime) throws -> FrameEvent? {
        let now = clock.now()
        guard now >= nextAttempt else {
            guard now < deadline else { return .idle }
            clock.sleep(until: min(deadline, nextAttempt))
            return nil
        }
        attempts += 1
        do {
            let opened = try OpenedCamera(configuration, lost: whereabouts, survey: survey)
            live = LiveCamera(opened, clock: clock, lastCapture: lastCapture)
            counts.reopens += whereabouts == nil ? 0 : 1
            whereabouts = opened.whereabouts
            counts.camera = opened.camera
            counts.format = opened.stream.format
            frameRate.reset()
            return nil
        } catch let fault as DeviceFault {
            try endIfHopeless(fault)
            return lose(fault)
        } catch let error as CaptureError {
            guard hasBeenOnline else { throw error }
            return goOffline(.offline, key: error.description, reason: error.description, retryIn: .seconds(5))
        } catch let missing as CameraMissing {
            return goOffline(
                .offline, key: Self.absence, reason: missing.reason, retryIn: ReopenPolicy.absentInterval)
        }
    }

    /// What waiting does not cure ends the run, but only at its start: later the node of a camera that was just plugged in may not have
    /// its permissions yet.
    private func endIfHopeless(_ fault: DeviceFault) throws(CaptureError) {
        let verdict = FaultVerdict(fault.cause, format: nil)
        guard verdict.kind == .wrong, attempts == 1 else { return }
        let sentence = "\(fault.summary) \(verdict.meaning)"
        if case .call(.open, let error) = fault.cause, error.isRefusal {
            throw .noPermission(device: fault.device, reason: sentence)
        }
        throw .notACamera(device: fault.device, reason: sentence)
    }

    private func lose(_ fault: DeviceFault) -> FrameEvent? {
        let verdict = FaultVerdict(fault.cause, format: counts.format?.description) {
            survey.directory.holder(ofNode: fault.device)
        }
        let streamed = isAnnounced ? live.map { clock.now() - $0.start } ?? .zero : .zero
        let delay = reopenPolicy.delay(after: verdict.kind, streamed: streamed)
        let next = delay == .zero ? "Opening it again." : "Trying again in \(DeviceFault.text(delay))."
        if verdict.kind == .absent { freeze = FreezeDetector() }
        let key = verdict.kind == .absent ? Self.absence : fault.key
        return goOffline(
            CameraState(fault), key: key, reason: "\(fault.summary) \(verdict.meaning) \(next)", retryIn: delay)
    }

    /// - Returns: the event, once for each reason.
    private func goOffline(
        _ state: CameraState, key: String, reason: String, retryIn delay: Duration
    ) -> FrameEvent? {
        live?.close()
        live = nil
        nextAttempt = clock.now() + delay
        counts.state = state
        counts.lastFault = reason
        let isNews = isAnnounced || key != lastReason
        isAnnounced = false
        lastReason = key
        return isNews ? .offline(reason: reason) : nil
    }
}
