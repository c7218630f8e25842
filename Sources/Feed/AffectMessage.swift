public import StreamTypes

/// One `affect.` message: what is said of one face, or of nobody, at one tick.
///
/// The keys are those of `docs/schema/affect.schema.json`; all of them are always there.
public struct AffectMessage: Sendable {
    public var track: TrackID
    public var isPrimary: Bool
    public var tick: Int64
    public var frame: Frame?
    public var tickTime: MonotonicTime
    public var publishTime: MonotonicTime
    /// Wall-clock time of capture in nanoseconds since 1970, where it is known.
    public var utcNanoseconds: Int64?
    public var state: FaceState
    public var reasons: Reasons
    public var estimate: Estimate
    /// The network's own values, before calibration and smoothing.
    public var raw: Estimate
    public var face: FaceOutline?
    public var confidence: Float?
    /// From capture (a file: from the moment its frame was due) to publication.
    public var latency: Duration?

    public init(
        track: TrackID, isPrimary: Bool, tick: Int64, frame: Frame?, tickTime: MonotonicTime,
        publishTime: MonotonicTime, utcNanoseconds: Int64?, state: FaceState, reasons: Reasons, estimate: Estimate,
        raw: Estimate, face: FaceOutline?, confidence: Float?, latency: Duration?
    ) {
        self.track = track
        self.isPrimary = isPrimary
        self.tick = tick
        self.frame = frame
        self.tickTime = tickTime
        self.publishTime = publishTime
        self.utcNanoseconds = utcNanoseconds
        self.state = state
        self.reasons = reasons
        self.estimate = estimate
        self.raw = raw
        self.face = face
        self.confidence = confidence
        self.latency = latency
    }

    /// Both values are numbers.
    public var isValid: Bool { estimate.arousal != nil && estimate.valence != nil }

    func encode(into writer: inout some MessageWriter, topic: String, sequence: Int64, identity: RunIdentity) {
        writer.beginMap(count: type(of: writer).carriesTimestamp ? 32 : 31)
        writer.field("v", 1)
        writer.field("topic", topic)
        writer.field("run", identity.run)
        writer.field("source", identity.source.rawValue)
        writer.field("host", identity.host)
        writer.field("camera", identity.camera)
        writer.field("track", track.description)
        writer.field("primary", isPrimary)
        writer.field("seq", sequence)
        writer.field("tick", tick)
        writer.field("frame", frame?.number)
        writer.field("t_tick_ns", tickTime.nanoseconds)
        writer.field("t_capture_ns", frame?.captureTime.nanoseconds)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestampField("utc", utcNanoseconds)
        writer.timestamp(frame?.captureTime ?? tickTime)
        writer.field("state", state.rawValue)
        writer.field("valid", isValid)
        writer.key("reasons")
        encode(reasons, into: &writer)
        writer.field("arousal", estimate.arousal)
        writer.field("valence", estimate.valence)
        writer.field("arousal_raw", raw.arousal)
        writer.field("valence_raw", raw.valence)
        writer.field("arousal_sd", estimate.arousalDeviation)
        writer.field("valence_sd", estimate.valenceDeviation)
        writer.field("confidence", confidence)
        writer.key("face")
        if let face { face.encode(into: &writer) } else { writer.null() }
        writer.key("windows_ms")
        writer.beginMap(count: identity.outputs.count)
        for output in identity.outputs { writer.field(output.name.key, Int64(output.windowMilliseconds)) }
        writer.endMap()
        writer.key("delay_ms")
        writer.beginMap(count: identity.outputs.count)
        for output in identity.outputs { writer.field(output.name.key, Int64(output.delayMilliseconds)) }
        writer.endMap()
        writer.field("latency_ms", latency.map { Float($0.milliseconds) })
        writer.field("model", identity.model)
        writer.field("calibration", "none")
        writer.endMap()
    }

    private func encode(_ reasons: Reasons, into writer: inout some MessageWriter) {
        writer.beginArray(count: reasons.rawValue.nonzeroBitCount)
        for (bit, name) in Reasons.names.enumerated() where reasons.contains(Reasons(rawValue: 1 << UInt32(bit))) {
            writer.string(name)
        }
        writer.endArray()
    }
}
