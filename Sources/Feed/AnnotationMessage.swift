public import StreamTypes

/// One `annotation.` message: what a client wanted to be remembered of a moment.
///
/// The keys are those of `docs/schema/annotation.schema.json`; all of them are always there.
public struct AnnotationMessage: Sendable {
    public var annotation: ControlCommand.Annotation
    /// The moment it speaks of, on the clock of the source.
    public var time: MonotonicTime
    /// The tick in which that moment lies.
    public var tick: Int64
    public var publishTime: MonotonicTime
    /// Wall-clock time of publication in nanoseconds since 1970.
    public var utcNanoseconds: Int64

    static let topic = "annotation."

    public init(
        annotation: ControlCommand.Annotation, time: MonotonicTime, tick: Int64, publishTime: MonotonicTime,
        utcNanoseconds: Int64
    ) {
        self.annotation = annotation
        self.time = time
        self.tick = tick
        self.publishTime = publishTime
        self.utcNanoseconds = utcNanoseconds
    }

    func encode(into writer: inout some MessageWriter, sequence: Int64, identity: RunIdentity) {
        writer.beginMap(count: type(of: writer).carriesTimestamp ? 15 : 14)
        writer.beginFields(topic: Self.topic, sequence: sequence, identity: identity)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestampField("utc", utcNanoseconds)
        writer.timestamp(time)
        writer.field("label", annotation.label)
        writer.field("text", annotation.text)
        writer.field("tick", tick)
        writer.field("t_ns", time.nanoseconds)
        writer.field("duration_ms", annotation.duration.map { $0.wholeNanoseconds / 1_000_000 })
        writer.endMap()
    }
}
