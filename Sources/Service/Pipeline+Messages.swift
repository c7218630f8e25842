import Capture
import Feed
import StreamTypes

/// What the stream says: a message for each face of a tick or for nobody, and the status.
extension Pipeline {
    func publishNobody(tick: Int64, frame: Frame?, reasons: Reasons, origin: MonotonicTime?) {
        let state: FaceState = isPaused ? .paused : !health.isOnline ? .offline : hasSeenFace ? .lost : .absent
        publish(
            tick: tick, frame: frame, track: .none, isPrimary: true, state: state, reasons: reasons, origin: origin)
    }

    func publish(
        tick: Int64, frame: Frame?, track: TrackID, isPrimary: Bool, state: FaceState, reasons: Reasons = [],
        step: TrackStreams.Step? = nil, face: Face? = nil, origin: MonotonicTime?
    ) {
        let now = clock.now()
        let message = AffectMessage(
            track: track, isPrimary: isPrimary, tick: tick, frame: frame, tickTime: TickGrid.start(of: tick),
            publishTime: now,
            utcNanoseconds: utc(at: frame?.captureTime ?? TickGrid.start(of: tick)),
            state: state, reasons: reasons, estimate: step?.estimate ?? Estimate(), raw: step?.raw ?? Estimate(),
            face: face.map { FaceOutline($0, pictureWidth: image.width, pictureHeight: image.height) },
            confidence: face?.confidence, latency: origin.map { now - $0 })
        stages.measure(.publish) { publisher.publish(message) }
        health.countPublished(latency: message.latency)
        observer?(message)
    }

    func report() {
        publisher.serveSubscriptions()
        if let tick = grid.next { announceRecordings(at: tick) }
        guard var status = health.statusIfDue(source: source) else { return }
        status.recording = recording?.status
        recording?.renew(health.anchor)
        publisher.publish(status)
        metrics?.update(status, publisher.identity, latency: health.latency)
        if source.kind == .live { log.lines(for: status).forEach(Log.line) }
    }

    func status() -> StatusMessage {
        var status = health.status(source: source)
        status.recording = recording?.status
        return status
    }

    func finish() {
        publisher.publish(status())
        recordings.close()
        if let damage = (source as? FileSource)?.damage ?? (source as? ReplaySource)?.damage { Log.note(damage) }
    }

    /// Only a camera's times are on a clock that knows the calendar, also when they are replayed.
    private func utc(at time: MonotonicTime) -> Int64? {
        source.kind == .live ? health.anchor.utc(at: time) : (source as? ReplaySource)?.utc(at: time)
    }
}
