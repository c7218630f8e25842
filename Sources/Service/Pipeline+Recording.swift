import Feed
import FoundationEssentials
import Inference
import Sessions
import StreamTypes

/// Recordings that clients begin and end, and those that end by themselves. Sessions are made and closed beside the stream;
/// they begin and end between two frames.
extension Pipeline {
    var recording: Recording? { recordings.current }

    /// - Returns: nil when the answer has to wait.
    func beginRecording(
        _ wish: ControlCommand.RecordingRequest, _ request: ControlRequest
    ) -> ControlOutcome? {
        guard let offer = recordings.offer else {
            return .refused(.unsupported("This run records nothing for clients; start it with --recordings DIR"))
        }
        let mode = wish.mode.flatMap { SessionMode(rawValue: $0) } ?? .features
        if mode > offer.allowed {
            return .refused(.modeNotAllowed(mode.rawValue, allowed: offer.allowed.rawValue))
        }
        if let recording, recordings.isActive {
            if let name = wish.name, name != recording.session {
                return .refused(
                    .cannotRecord("\(recording.session) is being recorded; stop that first, with record.stop."))
            }
            return .recording(session: recording.session, mode: recording.status.mode)
        }
        guard recordings.beginning == nil else { return .refused(.busy) }
        let name = wish.name ?? health.anchor.utc(at: clock.now()).sessionName
        let options = RunOptions.RecordingOptions(
            path: "\(offer.folder)/\(name)", mode: mode, limits: offer.limits.lowered(to: wish), consent: wish.consent,
            deleteAfter: offer.deleteAfter)
        let description = SessionDescription(
            options, publisher.identity, template: streams.model.template, recordings.setting, anchor: health.anchor)
        recordings.beginning = RecordingBeginning(options, description, for: request)
        return nil
    }

    /// Lets the next picture begin another video file.
    func splitRecording() -> ControlOutcome {
        guard recordings.offer != nil else {
            return .refused(.unsupported("This run records nothing for clients; start it with --recordings DIR"))
        }
        guard let recording, recordings.isActive else {
            return .refused(.unsupported("Nothing is being recorded; begin with record.start"))
        }
        guard recording.mode == .video else {
            return .refused(.unsupported("A recording of mode \(recording.mode.rawValue) has no video to split"))
        }
        recording.split()
        return .recording(session: recording.session, mode: recording.status.mode)
    }

    /// - Returns: nil when the answer has to wait.
    func endRecording(_ request: ControlRequest, at tick: Int64) -> ControlOutcome? {
        guard recordings.offer != nil else {
            return .refused(.unsupported("This run records nothing for clients; start it with --recordings DIR"))
        }
        guard recordings.beginning == nil else { return .refused(.busy) }
        guard let recording, recordings.isActive else { return .done }
        notify(.recordingStopped(session: recording.session, cause: nil), at: tick)
        recordings.end(for: request, at: position(at: tick))
        return nil
    }

    /// Begins a recording whose files are there, and answers for those that are closed.
    func finishRecordings(_ control: any ControlInbox, at tick: Int64) {
        for ending in recordings.takeEnded() {
            guard let (request, position) = ending.request else { continue }
            control.answer(request, .recording(session: ending.session, mode: ending.mode), at: position)
        }
        guard let beginning = recordings.beginning, let result = beginning.take() else { return }
        recordings.beginning = nil
        do {
            let recording = try Recording(result.get(), anchor: health.anchor)
            begin(recording, at: tick)
            control.answer(
                beginning.request, .recording(session: recording.session, mode: recording.status.mode),
                at: position(at: tick))
        } catch {
            control.answer(beginning.request, .refused(.cannotRecord("\(error)")), at: position(at: tick))
        }
    }

    /// From `tick` on `recording` is told everything. What can be judged again begins with clean states, as its replay will.
    private func begin(_ recording: Recording, at tick: Int64) {
        if recording.mode != .features { loseFaces(at: tick, because: []) }
        recordings.use(recording)
        if !health.isOnline { recording.addOffline() }
        if isPaused { recording.addPaused() }
        announceRecordings(at: tick)
    }

    /// Says that a recording began or stopped by itself.
    func announceRecordings(at tick: Int64) {
        if let recording = recordings.unannounced { notify(.recordingStarted(session: recording.session), at: tick) }
        if let recording = recordings.takeStopped() {
            notify(.recordingStopped(session: recording.session, cause: recording.status.stopReason), at: tick)
        }
    }
}

extension SessionRecorder.Limits {
    /// The limits of the program, or what a client wishes where that is less.
    fileprivate func lowered(to wish: ControlCommand.RecordingRequest) -> Self {
        var limits = self
        if let seconds = wish.maximumSeconds {
            limits.maximumDuration = min(.seconds(seconds), limits.maximumDuration ?? .seconds(seconds))
        }
        if let size = wish.maximumMebibytes.map({ $0 << 20 }) {
            limits.maximumBytes = min(size, limits.maximumBytes ?? size)
        }
        return limits
    }
}

extension Int64 {
    /// Nanoseconds since 1970 as a session's name: `2026-11-24_20-15-03`, in UTC.
    fileprivate var sessionName: String {
        let moment = Date(timeIntervalSince1970: Double(self / 1_000_000_000)).formatted(.iso8601)
        return String(moment.prefix(19).map { $0 == ":" ? "-" : $0 == "T" ? "_" : $0 })
    }
}
