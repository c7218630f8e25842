import Capture
import Sessions
import StreamTypes

/// A recorded session as a source: the same frames at the same ticks, and the same ticks without one.
///
/// The grid decides again as it did, because every decision that depended on the moment (ticks that went without a frame, a
/// camera that was lost) is an event here, and frames that were too late or damaged cannot be decoded.
final class ReplaySource: FrameSource {
    let kind = SourceKind.replay
    let description: SessionDescription
    /// The recorded faces of a session without pictures; nil where the pictures are judged again.
    let faces: RecordedFaces?

    let path: String
    private let steps: RecordedSteps
    private let decoder: JPEGDecoder
    private let speed: PlaybackSpeed
    private let loops: Bool
    private let start: Duration
    private let clock: any MonotonicClock

    /// Whether the replay began with the session's own model, and changes it where the recording did.
    var followsModelChanges = false

    /// What somebody asked for while the session was recorded.
    enum Command {
        case pause, resume
        case use(RecordedModel)
        /// A new round begins, as the first one did.
        case beginAnew
    }

    private var command: Command?
    private var skipped: (pause: RecordedStep?, model: RecordedStep?)
    private var pending: [RecordedStep] = []
    private var current: RecordedStep?
    private var origin: (host: MonotonicTime, session: MonotonicTime)?
    private var first: MonotonicTime?
    private var last: MonotonicTime?
    private var lastFrame: Int64 = 0
    private var lastTrack = 0
    /// Added in later rounds: whole ticks, frames and tracks, so that all of them go on.
    private var ticksAdded: Int64 = 0
    private var framesAdded: Int64 = 0
    private var tracksAdded = 0

    /// - Throws: ``SessionError``, or ``FileSourceError/startBeyondEnd(path:seconds:)``.
    init(path: String, speed: PlaybackSpeed, loops: Bool, start: Duration, clock: any MonotonicClock) throws {
        steps = try RecordedSteps(path: path, readsAhead: speed == .maximum)
        description = steps.description
        if description.mode == .features { throw SessionError.noPixels(path: path) }
        faces = description.mode == .crops ? RecordedFaces(description.model.crop) : nil
        decoder = try JPEGDecoder()
        (self.path, self.speed, self.loops, self.start, self.clock) = (path, speed, loops, start, clock)
        pending = try read()
        if pending.isEmpty {
            if first != nil { throw FileSourceError.startBeyondEnd(path: path, seconds: start.seconds) }
            throw FileSourceError.noFrames(path: path)
        }
    }

    /// Where the session breaks off, once it has ended.
    var damage: String? { steps.damage.map { "\($0); what is before it was replayed. See `affect recover \(path)`" } }

    func next(until deadline: MonotonicTime) throws -> FrameEvent {
        if pending.isEmpty { pending = try read() }
        if pending.isEmpty { pending = try nextRound() }
        guard let step = pending.first else { return .ended }
        if case .factor(let factor) = speed, let time = step.step.row.time {
            if origin == nil { origin = (clock.now(), time) }
            if let origin {
                let elapsed = Double((time + ticks(ticksAdded) - origin.session).wholeNanoseconds) / factor
                let due = origin.host + .nanoseconds(Int64(elapsed))
                if due > deadline {
                    clock.sleep(until: deadline)
                    return .idle
                }
                clock.sleep(until: due)
            }
        }
        pending.removeFirst()
        steps.recycle(current?.picture)
        current = step
        return event(step.step)
    }

    func decode(into image: GrayImage) -> Bool {
        guard let current, current.step.row.tick != nil else { return false }
        if let faces {
            image.resize(width: 1, height: 1)
            faces.prepare(current, trackOffset: tracksAdded)
            return true
        }
        switch current.picture {
        case .undecoded: return current.step.picture.withUnsafeBytes { decoder.decode($0, into: image) }
        case .damaged: return false
        case .decoded(let picture):
            image.resize(width: picture.width, height: picture.height)
            _ = image.bytes.update(fromContentsOf: picture.bytes)
            return true
        }
    }

    /// The frame's JPEG data as recorded, and its size in pixels; nil where none is kept.
    func withJPEG<Result>(_ body: (UnsafeRawBufferPointer, _ width: Int, _ height: Int) -> Result) -> Result? {
        guard let current else { return nil }
        return current.step.picture.withUnsafeBytes { bytes in
            JPEGDecoder.size(of: bytes).map { body(bytes, $0.width, $0.height) }
        }
    }

    /// The wall clock at a capture time of this replay; nil when a file was recorded.
    func utc(at time: MonotonicTime) -> Int64? {
        guard description.source == SourceKind.live.rawValue else { return nil }
        let recorded = (time - ticks(ticksAdded)).nanoseconds
        let anchors = description.anchors
        guard let anchor = anchors.last(where: { $0.monotonicNanoseconds <= recorded }) ?? anchors.first else {
            return nil
        }
        return anchor.utcNanoseconds + (recorded - anchor.monotonicNanoseconds)
    }

    private func ticks(_ count: Int64) -> Duration { .nanoseconds(count * TickGrid.period.wholeNanoseconds) }

    private func event(_ step: SessionStep) -> FrameEvent {
        let row = step.row
        switch row.event {
        case .empty: return .withoutFrame(tick: (row.tick ?? 0) + ticksAdded, reasons: row.reasons)
        case .online: return .online(description: "replay of \(path)")
        case .offline: return .offline(reason: "the camera was lost at this point of the session")
        case .paused, .resumed, .model:
            command = Self.command(step)
            return .idle
        case .dropped:
            pending.insert(Self.online, at: 0)
            return .offline(
                reason: "the session has a gap of \(row.byteCount ?? 0) rows that the disk was too slow for")
        case .frame, .crop, .message:
            let time = (row.time ?? .zero) + ticks(ticksAdded)
            return .frame(Frame(number: (row.frame ?? 0) + framesAdded, captureTime: time))
        }
    }

    /// The next step from ``start`` on, behind what still holds of those before it; empty at the end.
    private func read() throws(SessionError) -> [RecordedStep] {
        while let recorded = try steps.next() {
            let step = recorded.step
            if let time = step.row.time {
                if first == nil { first = time }
                last = time
            }
            lastFrame = max(lastFrame, step.row.frame ?? 0)
            lastTrack = max(lastTrack, step.crops.compactMap { $0.row.track?.number }.max() ?? 0)
            guard start > .zero else { return [recorded] }
            if let first, let last, last - first >= start {
                defer { skipped = (nil, nil) }
                return [skipped.model, skipped.pause, recorded].compactMap(\.self)
            }
            skip(recorded)
            steps.recycle(recorded.picture)
        }
        return []
    }

    // MARK: What clients asked for

    /// Keeps what still holds behind the steps that are skipped.
    private func skip(_ step: RecordedStep) {
        switch step.step.row.event {
        case .paused: skipped.pause = step
        case .resumed: skipped.pause = nil
        case .model: skipped.model = step
        case .frame, .crop, .empty, .offline, .online, .message, .dropped: break
        }
    }

    private static func command(_ step: SessionStep) -> Command? {
        switch step.row.event {
        case .paused: .pause
        case .resumed: .resume
        case .model: step.messages.lazy.compactMap(RecordedModel.parse).first.map { .use($0) }
        case .frame, .crop, .empty, .offline, .online, .message, .dropped: nil
        }
    }

    /// What is to be carried out before the next tick, once.
    func takeCommand() -> Command? {
        defer { command = nil }
        return command
    }

    /// Begins again with clean states, at the tick after the last one; empty when it should not.
    private func nextRound() throws(SessionError) -> [RecordedStep] {
        guard loops, let first, let last else { return [] }
        try steps.rewind()
        ticksAdded += TickGrid.tick(at: last) - TickGrid.tick(at: first) + 1
        framesAdded += lastFrame + 1
        tracksAdded += lastTrack
        let steps = try read()
        if steps.isEmpty { return [] }
        command = .beginAnew
        return [Self.offline, Self.online] + steps
    }

    private static var offline: RecordedStep { RecordedStep(event: .offline) }
    private static var online: RecordedStep { RecordedStep(event: .online) }
}
