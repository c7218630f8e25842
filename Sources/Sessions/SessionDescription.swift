import FoundationEssentials
public import StreamTypes

/// session.json: what a session is, when and with what it was recorded, and how it ended.
///
/// Its keys are those of `docs/schema/session.schema.json`.
public struct SessionDescription: Codable, Hashable, Sendable {
    public static let currentFormat = 1

    public var format = Self.currentFormat
    public var software: String
    public var run: String
    /// Boot id: times compare only under the same one.
    public var host: String
    public var source: String
    public var camera: Camera
    public var mode: SessionMode
    public var state = State.recording
    /// Why a recording stopped before its run, as a sentence.
    public var stopReason: String?
    public var model: Model
    /// Faces followed at once.
    public var faces: Int
    /// Over how long published values were smoothed; nil for not at all.
    public var smoothingSeconds: Double?
    public var blasCore: String
    public var started: String
    public var ended: String?
    /// Moments on both clocks, in order: the only bridge from capture times to the calendar. A new one when the clock was set.
    public var anchors: [Anchor]
    /// What the person agreed to, in the words of whoever recorded; nil when nobody said.
    public var consent: String?
    /// The day, `YYYY-MM-DD`, on which the session is to be removed; nil when nobody said.
    public var deleteAfter: String?
    public var counts: Counts?
    /// Bytes of each file at the end, by name.
    public var files: [String: Int64]?
    /// What `affect recover` found.
    public var recovery: RecoveryReport?

    public enum State: String, Codable, Sendable {
        case recording, closed, stopped, recovered
    }

    public struct Camera: Codable, Hashable, Sendable {
        public var name: String
        /// Name and format of the camera, or the file played.
        public var device: String?

        public init(name: String, device: String?) {
            self.name = name
            self.device = device
        }
    }

    public struct Model: Codable, Hashable, Sendable {
        public var identifier: String
        public var crop: Crop

        public init(identifier: String, template: CropTemplate) {
            self.identifier = identifier
            crop = Crop(template)
        }
    }

    /// The crop convention; see ``CropTemplate``.
    public struct Crop: Codable, Hashable, Sendable {
        public var width: Int
        public var height: Int
        public var points: [[Float]]

        public init(_ template: CropTemplate) {
            width = template.width
            height = template.height
            points = (0..<FacePoints.count).map { [template.points[$0].x, template.points[$0].y] }
        }
    }

    public struct Anchor: Codable, Hashable, Sendable {
        public var monotonicNanoseconds: Int64
        public var utcNanoseconds: Int64

        public init(monotonicNanoseconds: Int64, utcNanoseconds: Int64) {
            self.monotonicNanoseconds = monotonicNanoseconds
            self.utcNanoseconds = utcNanoseconds
        }

        enum CodingKeys: String, CodingKey {
            case monotonicNanoseconds = "t_monotonic_ns"
            case utcNanoseconds = "t_utc_ns"
        }
    }

    public struct Counts: Codable, Hashable, Sendable {
        public var frames: Int64 = 0
        public var crops: Int64 = 0
        public var messages: Int64 = 0
        /// Rows that a slow disk cost.
        public var dropped: Int64 = 0
    }

    enum CodingKeys: String, CodingKey {
        case format, software, run, host, source, camera, mode, state, model, faces, started, ended, anchors, consent
        case counts, files, recovery
        case stopReason = "stop_reason"
        case smoothingSeconds = "smoothing_s"
        case blasCore = "blas_core"
        case deleteAfter = "delete_after"
    }

    public init(
        software: String, run: String, host: String, source: SourceKind, camera: Camera, mode: SessionMode,
        model: Model,
        faces: Int, smoothingSeconds: Double?, blasCore: String, anchor: Anchor, consent: String?, deleteAfter: String?
    ) {
        self.software = software
        self.run = run
        self.host = host
        self.source = source.rawValue
        self.camera = camera
        self.mode = mode
        self.model = model
        self.faces = faces
        self.smoothingSeconds = smoothingSeconds
        self.blasCore = blasCore
        started = Self.now()
        anchors = [anchor]
        self.consent = consent
        self.deleteAfter = deleteAfter
    }

    /// The wall clock as RFC 3339, to the second.
    static func now() -> String { Date().formatted(.iso8601) }
}
