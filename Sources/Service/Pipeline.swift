import Capture
import Faces
import Feed
import Inference
import StreamTypes

/// The whole stream, on one thread: capture → faces → inference → feed, once a tick.
///
///     source.next ─► grid.place ─► source.decode ─► faces.update ─► faces.crop ─► network.step ─► publisher.publish
///     (a frame)     (its tick)     (gray picture)   (who, where)    (112 × 112)   (estimate)      (message)
///
/// Ticks without a frame go out as well (``goWithout(_:because:)``); work that can wait follows the publication. A recording is
/// told each decision before what comes of it, and a replay gives the same decisions back.
public final class Pipeline {
    let source: any FrameSource
    let faces: any FaceStage
    let streams: TrackStreams
    let publisher: Publisher
    let clock: any MonotonicClock
    /// What clients ask for; nil when there is no control socket.
    let control: (any ControlInbox)?
    let recordings: Recordings
    /// Shows pictures to those who subscribe; nil when nobody may.
    private let preview: Preview?
    private let duration: Duration?
    /// Times of the stages, kept for a benchmark.
    let stages: StageTimes?
    /// Called with every message of a tick.
    let observer: ((AffectMessage) -> Void)?

    var grid = TickGrid()
    let image = GrayImage()
    var health: StreamHealth
    var isPaused = false
    var reload: ModelReload?
    /// Serves the status for Prometheus; nil where nobody asked for it.
    var metrics: MetricsServer?
    var log = HealthLog()
    /// Reads the configuration again when it is asked to; nil where there is none.
    public var configuration: ConfigurationReload?
    var hasSeenFace = false
    /// What a replay began with, once its recording changed the model.
    var firstModel: (model: Model, name: String)?
    private var started: MonotonicTime?

    init(
        source: any FrameSource, faces: any FaceStage, streams: TrackStreams, publisher: Publisher,
        recordings: Recordings = Recordings(), preview: Preview? = nil, duration: Duration?, clock: any MonotonicClock,
        health: StreamHealth,
        control: (any ControlInbox)? = nil,
        stages: StageTimes? = nil, observer: ((AffectMessage) -> Void)?
    ) {
        self.source = source
        self.faces = faces
        self.streams = streams
        self.publisher = publisher
        self.recordings = recordings
        self.preview = preview
        self.duration = duration
        self.clock = clock
        self.control = control
        self.stages = stages
        self.observer = observer
        self.health = health
    }

    /// Runs until the source ends, the duration is over or ``StopSignal`` is set.
    ///
    /// - Parameter notifier: told when the stream is ready, that it goes on, and that it stops.
    /// - Throws: what the source throws when it cannot go on.
    public func run(notifying notifier: ServiceNotifier? = nil) throws {
        notifier?.ready("streaming")
        defer { notifier?.stopping() }
        if source.kind == .live { grid.begin(at: clock.now()) }
        while !StopSignal.isRequested {
            switch try source.next(until: nextWake) {
            case .frame(let frame):
                if isOver(at: frame.captureTime) { return finish() }
                receive(frame)
            case .idle: break
            case .offline(let reason): goOffline(reason)
            case .online(let description): goOnline(description)
            case .withoutFrame(let tick, let reasons):
                grid.take(tick)
                goWithout(tick, because: reasons)
            case .ended: return finish()
            }
            carryOutRecorded()
            if source.kind == .live {
                for tick in grid.expired(at: clock.now()) { goWithout(tick, because: health.reason(forEmpty: tick)) }
                if isOver(at: clock.now()) { return finish() }
            }
            serveControl()
            serveConfiguration(notifier)
            report()
            notifier?.progress(at: clock.now())
        }
        finish()
    }

    // MARK: Ticks

    private func receive(_ frame: Frame) {
        let delivery = clock.now()
        health.count(frame)
        if isPaused { return skip(frame) }
        let tick = place(frame)
        recording?.add(frame, tick: tick, from: source, image: image)
        guard let tick else { return }
        judge(frame, tick: tick, delivery: delivery)
        preview?.show(frame, tick: tick, from: source, image: image)
        stages.measure(.prepare) { streams.prepare() }
        stages.measure(.rescan) { faces.rescanIfDue(image: image, tick: tick) }
        if source.kind == .live { health.finishedTick(startedAt: delivery) }
    }

    /// The tick that takes `frame`, when there is one and the picture is whole; the ticks before it are out then.
    private func place(_ frame: Frame) -> Int64? {
        guard !health.isStale(frame), case .take(let tick, let empty) = grid.place(frame.captureTime) else {
            return nil
        }
        guard stages.measure(.decode, { source.decode(into: image) }) else {
            health.countDamaged()
            return nil
        }
        for missed in empty { goWithout(missed, because: health.reason(forEmpty: missed)) }
        grid.take(tick)
        return tick
    }

    private func judge(_ frame: Frame, tick: Int64, delivery: MonotonicTime) {
        stages.measure(.faces) { _ = faces.update(image: image, frame: frame, tick: tick) }
        let origin = source.kind == .live ? frame.captureTime : delivery
        let isAlone = faces.faces.isEmpty
        for track in faces.lost where streams.end(track) {
            publish(tick: tick, frame: frame, track: track, isPrimary: isAlone, state: .lost, origin: origin)
        }
        for track in faces.held { bridge(track, tick: tick, frame: frame, because: .noFace, origin: origin) }
        if isAlone, faces.lost.isEmpty, faces.held.isEmpty {
            publishNobody(tick: tick, frame: frame, reasons: .noFace, origin: origin)
        }
        for face in faces.faces {
            guard let crop = faces.crop(of: face) else { continue }
            hasSeenFace = true
            recording?.add(crop)
            let step = stages.measure(.network) { streams.step(face, crop) }
            preview?.add(face, state: step.state, in: image)
            publish(
                tick: tick, frame: frame, track: face.track, isPrimary: face.isPrimary, state: step.state,
                reasons: step.reasons.union(face.reasons).union(health.standingReasons), step: step,
                face: face, origin: origin)
        }
        health.trackedFaces = faces.faces.count
    }

    /// A tick without a frame: faces are bridged for a short gap, then values stop until frames come again.
    private func goWithout(_ tick: Int64, because reason: Reasons) {
        health.countHeld(reason)
        recording?.addEmpty(tick, because: reason)
        let reason: Reasons = isPaused ? [] : health.isOnline ? reason : .noCamera
        if streams.isEmpty { return publishNobody(tick: tick, frame: nil, reasons: reason, origin: nil) }
        for track in streams.tracks { bridge(track, tick: tick, frame: nil, because: reason, origin: nil) }
    }

    /// A tick of a known face that gave no crop.
    private func bridge(_ track: TrackID, tick: Int64, frame: Frame?, because reason: Reasons, origin: MonotonicTime?) {
        guard let (face, step) = streams.bridge(track) else { return }
        publish(
            tick: tick, frame: frame, track: track, isPrimary: face.isPrimary, state: step.state,
            reasons: step.reasons.union(reason), step: step, origin: origin)
    }

    private func goOffline(_ reason: String) {
        health.goOffline(reason)
        recording?.addOffline()
        loseFaces(at: grid.next ?? TickGrid.tick(at: clock.now()), because: .noCamera)
    }

    private func goOnline(_ description: String) {
        health.goOnline(description)
        recording?.addOnline()
    }

    // MARK: Time

    /// A live source is left alone until a tick expires; a file until the status is due.
    private var nextWake: MonotonicTime {
        let soon = clock.now() + (control == nil ? TickGrid.period : Self.controlInterval)
        guard source.kind == .live, let expiry = grid.nextExpiry else { return soon }
        return min(expiry, soon)
    }

    /// A camera is timed by the clock, a file by its own.
    private func isOver(at time: MonotonicTime) -> Bool {
        guard let duration else { return false }
        guard let started else {
            started = time
            return false
        }
        return time - started >= duration
    }
}
