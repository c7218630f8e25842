import Capture
import Feed
import Sessions
import StreamTypes

/// Publishes the messages of a session that holds nothing else (mode features) again, at the pace of the recording: what was said,
/// under a new run and time of publication.
public final class MessageReplay {
    private let steps: SessionSteps
    private let publisher: Publisher
    private let run: String
    private let playback: RunOptions.FilePlayback
    private let duration: Duration?
    private let clock = SystemMonotonicClock()

    /// Whether `path` is a session whose messages are all there is.
    public static func isNeeded(for path: String) -> Bool {
        (try? SessionReader(path: path))?.description.mode == .features
    }

    /// - Parameter message: called with each message as published.
    /// - Throws: one sentence; ``ServiceError/messagesOnly(session:option:)`` for what needs more than messages.
    public init(
        _ options: RunOptions, _ playback: RunOptions.FilePlayback, message: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws {
        let unfit: [(String, Bool)] = [
            ("--loop", playback.loops), ("--record", options.recording != nil), ("--preview", options.preview != nil),
            ("--encoding msgpack", options.encoding == .msgpack),
        ]
        if let (option, _) = unfit.first(where: \.1) {
            throw ServiceError.messagesOnly(session: playback.path, option: option)
        }
        steps = SessionSteps(try SessionReader(path: playback.path))
        run = HostIdentity.newRun()
        (self.playback, duration) = (playback, options.duration)
        let (context, clock) = (try SocketContext(), clock)
        let access = try options.keys.map { folder in
            try AccessControl(
                KeyFolder(path: folder).serverKeys(), context: context, clock: clock, log: { Log.note($0) })
        }
        let identity = RunIdentity(
            run: run, source: .replay, host: HostIdentity.bootID(), camera: options.cameraName, model: "", outputs: [])
        publisher = try Publisher(
            endpoint: Endpoint(options.feed), identity: identity, context: context, access: access, observer: message)
    }

    /// Runs until the session ends, the duration is over or ``StopSignal`` is set.
    public func run(notifying notifier: ServiceNotifier? = nil) throws {
        notifier?.ready("replaying messages")
        defer { notifier?.stopping() }
        var first: MonotonicTime?
        var begin: (host: MonotonicTime, session: MonotonicTime)?
        while let step = try steps.read() {
            if let time = step.row.time {
                let start = first ?? time
                first = start
                guard time - start >= playback.start else { continue }
                let (host, session) = begin ?? (clock.now(), time)
                begin = (host, session)
                if let duration, time - session >= duration { return }
                wait(for: time - session, since: host, notifier)
            }
            if StopSignal.isRequested { return }
            // What came before the first moment, such as a camera that was found, belongs to the beginning.
            guard begin != nil || playback.start == .zero else { continue }
            for message in step.messages { publish(message) }
        }
    }

    private func wait(for elapsed: Duration, since start: MonotonicTime, _ notifier: ServiceNotifier?) {
        publisher.serveSubscriptions()
        notifier?.progress(at: clock.now())
        guard case .factor(let factor) = playback.speed else { return }
        let due = start + .nanoseconds(Int64(Double(elapsed.wholeNanoseconds) / factor))
        while !StopSignal.isRequested, clock.now() < due {
            clock.sleep(until: min(due, clock.now() + TickGrid.period))
            publisher.serveSubscriptions()
            notifier?.progress(at: clock.now())
        }
    }

    private func publish(_ message: [UInt8]) {
        var text = String(
            decoding: message.last == UInt8(ascii: "\n") ? message.dropLast() : message[...], as: UTF8.self)
        guard let topic = text.field("topic") else { return }
        text.setField("run", to: "\"\(run)\"")
        text.setField("source", to: "\"\(SourceKind.replay.rawValue)\"")
        text.setField("t_publish_ns", to: "\(clock.now().nanoseconds)")
        publisher.publish(recorded: text, topic: topic)
    }
}

extension String {
    /// Place of the value of a key of a JSON object, a number or a text without commas, as this program writes it.
    private func place(of key: String) -> Range<Index>? {
        guard let start = firstRange(of: "\"\(key)\":")?.upperBound,
            let end = self[start...].firstIndex(where: { $0 == "," || $0 == "}" })
        else { return nil }
        return start..<end
    }

    fileprivate func field(_ key: String) -> String? { place(of: key).map { self[$0].filter { $0 != "\"" } } }

    fileprivate mutating func setField(_ key: String, to value: String) {
        if let place = place(of: key) { replaceSubrange(place, with: value) }
    }
}
