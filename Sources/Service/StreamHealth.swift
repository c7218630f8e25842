import Capture
import Feed
import StreamTypes

/// Counts what happens to frames and ticks, notices overload, and says so once a second and on change.
struct StreamHealth {
    /// Publishes a new anchor only when the wall clock was set; see ``UTCAnchor``.
    private(set) var anchor = UTCAnchor.now()
    var trackedFaces = 0

    private let clock: any MonotonicClock
    private let openBLASCore: String
    private var meter = FrameRateMeter()
    private var device: String?
    private var offlineCause: String?
    private var framesCaptured: Int64 = 0
    private var framesDamaged: Int64 = 0
    private(set) var latency = LatencySum()
    private var ticksPublished: Int64 = 0
    private var ticksHeld: Int64 = 0
    private var ticksMissed: Int64 = 0
    private var nextStatus: MonotonicTime
    private var hasChanged = true
    /// Frames captured before this are too old to judge: a slow tick left them behind.
    private var staleBefore = MonotonicTime(nanoseconds: .min)
    private var lastOverload: MonotonicTime?

    static let statusInterval = Duration.seconds(1)
    /// How long a single slow tick counts as overload.
    private static let overloadMemory = Duration.seconds(5)

    init(clock: any MonotonicClock, openBLASCore: String, device: String?) {
        self.clock = clock
        self.openBLASCore = openBLASCore
        self.device = device
        nextStatus = clock.now()
    }

    var isOnline: Bool { offlineCause == nil }

    /// Reasons that hold for every estimate at present.
    var standingReasons: Reasons {
        var reasons: Reasons = []
        if isBelowTickRate { reasons.insert(.lowFrameRate) }
        if isOverloaded { reasons.insert(.overload) }
        return reasons
    }

    /// Why a tick stayed without a frame.
    func reason(forEmpty tick: Int64) -> Reasons {
        if TickGrid.start(of: tick) < staleBefore { return .overload }
        return isBelowTickRate ? .lowFrameRate : .noFrame
    }

    private var isOverloaded: Bool {
        guard let lastOverload else { return false }
        return clock.now() - lastOverload < Self.overloadMemory
    }

    /// Fewer frames than ticks: some ticks have to go without. Five frames are needed to tell.
    private var isBelowTickRate: Bool {
        guard meter.count >= 5, let framesPerSecond = meter.framesPerSecond else { return false }
        return framesPerSecond < 9.5
    }

    // MARK: Events

    mutating func count(_ frame: Frame) {
        framesCaptured += 1
        meter.add(frame.captureTime)
    }

    mutating func countDamaged() { framesDamaged += 1 }

    mutating func countPublished(latency: Duration?) {
        ticksPublished += 1
        if let latency { self.latency.add(latency) }
    }

    mutating func countHeld(_ reason: Reasons) {
        if reason == .overload { ticksMissed += 1 } else { ticksHeld += 1 }
    }

    /// A live tick that took longer than a period leaves old frames behind: the newest one wins.
    mutating func finishedTick(startedAt start: MonotonicTime) {
        let now = clock.now()
        guard now - start > TickGrid.period else { return }
        if !isOverloaded { hasChanged = true }
        lastOverload = now
        staleBefore = now - .milliseconds(50)
    }

    func isStale(_ frame: Frame) -> Bool { frame.captureTime < staleBefore }

    mutating func goOnline(_ description: String) {
        hasChanged = true
        offlineCause = nil
        device = description
        meter.reset()
    }

    mutating func goOffline(_ reason: String) {
        hasChanged = true
        offlineCause = reason
        trackedFaces = 0
        meter.reset()
    }

    // MARK: Status

    mutating func statusIfDue(source: any FrameSource) -> StatusMessage? {
        let now = clock.now()
        guard hasChanged || now >= nextStatus else { return nil }
        hasChanged = false
        nextStatus = now + Self.statusInterval
        anchor = anchor.renewed(by: .now())
        return status(source: source)
    }

    func status(source: any FrameSource) -> StatusMessage {
        let now = clock.now()
        let camera = (source as? CameraSource)?.health
        var status = StatusMessage(
            cameraState: state(camera),
            cause: offlineCause ?? camera.flatMap { $0.state == .online ? nil : $0.lastFault },
            device: device, publishTime: now, utcNanoseconds: anchor.utc(at: now),
            measuredFramesPerSecond: meter.framesPerSecond.map { Float($0) }, framesCaptured: framesCaptured,
            framesDamaged: camera.map { Int64($0.framesDamaged.total) } ?? framesDamaged,
            framesLost: camera?.sequenceGaps ?? 0,
            ticksPublished: ticksPublished, ticksHeld: ticksHeld, ticksMissed: ticksMissed,
            isOverloaded: isOverloaded, trackedFaces: trackedFaces, openBLASCore: openBLASCore, anchor: anchor)
        status.isDegraded = camera?.isDegraded ?? false
        status.reopens = camera?.reopens ?? 0
        status.timestamps = camera?.timestampSource.map { $0 == .driver ? .driver : .host }
        return status
    }

    private func state(_ camera: CameraHealth?) -> StatusMessage.CameraState {
        switch camera?.state {
        case .stalled: return .stalled
        case .frozen: return .frozen
        case .offline: return .offline
        case .online, nil: return isOnline ? .online : .offline
        }
    }
}
