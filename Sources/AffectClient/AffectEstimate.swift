/// What the stream says of one face, or of nobody, at one tick of 100 ms. A value that is missing is nil, never 0.
public struct AffectEstimate: Decodable, Sendable, Hashable {
    /// A UUID made at each start of the publisher.
    public var run: String
    /// `live`, `file` or `replay`.
    public var source: String
    /// Boot id of the publisher's machine: monotonic times compare only under the same one.
    public var host: String
    public var camera: String
    /// `t000000` stands for nobody; an id is never used again in a run.
    public var track: String
    /// True in exactly one message a tick and camera.
    public var isPrimary: Bool
    /// Counts the messages of a topic: a gap is what this reader lost.
    public var sequence: Int64
    public var tick: Int64
    /// Nil at a tick without a frame.
    public var frame: Int64?
    /// `CLOCK_MONOTONIC` of the publisher's machine, or the file's own clock where ``source`` is not `live`.
    public var captureNanoseconds: Int64?
    /// `CLOCK_MONOTONIC` of the publisher's machine.
    public var publishNanoseconds: Int64
    public var state: State
    /// Why the state is what it is: `dark`, `profile`, `no_face` and so on.
    public var reasons: [String]
    /// ``arousal`` and ``valence`` are both numbers.
    public var isValid: Bool
    /// From -1, calm, to 1, excited.
    public var arousal: Float?
    /// From -1, unpleasant, to 1, pleasant.
    public var valence: Float?
    /// The network's own value, before calibration and smoothing.
    public var rawArousal: Float?
    public var rawValence: Float?
    /// Standard deviations, where the model gives them.
    public var arousalDeviation: Float?
    public var valenceDeviation: Float?
    /// Probability that this is a usable face, 0 to 1.
    public var confidence: Float?
    public var face: Face?
    /// From capture to publication.
    public var latencyMilliseconds: Float?
    /// The first 12 hex digits of the model file's SHA-256.
    public var model: String

    public enum State: String, Decodable, Sendable {
        case absent, warming, tracking, hold, abstain, lost, offline, paused
    }

    /// Where a face is, in fractions of the picture: origin top left, not mirrored. May reach beyond 0 and 1.
    public struct Face: Decodable, Sendable, Hashable {
        /// x, y, width, height.
        public var box: [Float]
        /// Five points x, y: outer and inner corner of the eye on the picture's right, the same on its left, base of the nose.
        public var landmarks: [[Float]]
        /// In degrees, positive clockwise as seen.
        public var roll: Float
    }

    enum CodingKeys: String, CodingKey {
        case run, source, host, camera, track, tick, frame, state, reasons, arousal, valence, confidence, face, model
        case isPrimary = "primary"
        case sequence = "seq"
        case captureNanoseconds = "t_capture_ns"
        case publishNanoseconds = "t_publish_ns"
        case isValid = "valid"
        case rawArousal = "arousal_raw"
        case rawValence = "valence_raw"
        case arousalDeviation = "arousal_sd"
        case valenceDeviation = "valence_sd"
        case latencyMilliseconds = "latency_ms"
    }
}
