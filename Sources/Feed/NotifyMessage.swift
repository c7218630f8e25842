public import StreamTypes

/// One `notify.` message: something about the stream has changed, from a tick on.
///
/// The keys are those of `docs/schema/notify.schema.json`; all of them are always there.
public struct NotifyMessage: Sendable {
    public var event: Event
    /// The first tick for which it holds.
    public var tick: Int64
    public var tickTime: MonotonicTime
    public var publishTime: MonotonicTime
    /// Wall-clock time of publication in nanoseconds since 1970.
    public var utcNanoseconds: Int64

    public enum Event: Hashable, Sendable {
        case paused
        case resumed
        /// Another model is in use.
        case modelChanged(name: String, previous: String)
        /// A model that was asked for cannot be used; the old one goes on.
        case modelRefused(name: String, cause: String)

        case recordingStarted(session: String)
        /// The cause is nil when somebody stopped it.
        case recordingStopped(session: String, cause: String?)

        var subject: String {
            switch self {
            case .paused: "stream.paused"
            case .resumed: "stream.resumed"
            case .modelChanged: "model.changed"
            case .modelRefused: "model.refused"
            case .recordingStarted: "recording.started"
            case .recordingStopped: "recording.stopped"
            }
        }
    }

    public init(
        event: Event, tick: Int64, tickTime: MonotonicTime, publishTime: MonotonicTime, utcNanoseconds: Int64
    ) {
        self.event = event
        self.tick = tick
        self.tickTime = tickTime
        self.publishTime = publishTime
        self.utcNanoseconds = utcNanoseconds
    }

    var topic: String { "notify.\(event.subject)." }

    func encode(into writer: inout some MessageWriter, sequence: Int64, identity: RunIdentity) {
        writer.beginMap(count: type(of: writer).carriesTimestamp ? 17 : 16)
        writer.beginFields(topic: topic, sequence: sequence, identity: identity)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestampField("utc", utcNanoseconds)
        writer.timestamp(publishTime)
        writer.field("subject", event.subject)
        writer.field("tick", tick)
        writer.field("t_ns", tickTime.nanoseconds)
        writer.field("model", identity.model)
        var (name, previous, cause): (String?, String?, String?) = (nil, nil, nil)
        switch event {
        case .paused, .resumed: break
        case .modelChanged(let new, let old): (name, previous) = (new, old)
        case .modelRefused(let refused, let sentence): (name, cause) = (refused, sentence)
        case .recordingStarted(let session): name = session
        case .recordingStopped(let session, let sentence): (name, cause) = (session, sentence)
        }
        writer.field("name", name)
        writer.field("previous", previous)
        writer.field("cause", cause)
        writer.endMap()
    }
}
