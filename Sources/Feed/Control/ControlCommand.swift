public import StreamTypes

/// What a client may ask for; nothing else can be said over the control socket.
public enum ControlCommand: Hashable, Sendable {
    case status
    /// A round of the clock exchange; the client's own time comes back with ours.
    case time(clientTime: Int64?)
    case annotate(Annotation)
    case pause
    case resume
    /// Name of a model in the model folder, without its ending.
    case reload(model: String)
    case recordStart(RecordingRequest)
    /// Begins another video file with the next picture.
    case recordSplit
    case recordStop
    case calibrate

    /// What somebody wants to be remembered of a moment.
    public struct Annotation: Hashable, Sendable {
        /// One to 64 of `A-Z a-z 0-9 _ -`.
        public var label: String
        /// Free words, at most 1024 bytes.
        public var text: String?
        /// The moment it speaks of; nil for now.
        public var time: MonotonicTime?
        public var duration: Duration?

        public init(label: String, text: String? = nil, time: MonotonicTime? = nil, duration: Duration? = nil) {
            self.label = label
            self.text = text
            self.time = time
            self.duration = duration
        }
    }

    /// What somebody wants to have recorded.
    public struct RecordingRequest: Hashable, Sendable {
        /// One to 64 of `A-Z a-z 0-9 _ -`; nil for a session named after the moment.
        public var name: String?
        /// `features`, `crops` or `video`; nil for `features`.
        public var mode: String?
        /// What the person agreed to, at most 1024 bytes.
        public var consent: String?
        /// 1 to 10⁹; nil for no limit but that of the program.
        public var maximumSeconds: Double?
        /// 1 to 2³⁰; nil for no limit but that of the program.
        public var maximumMebibytes: Int64?

        public init(
            name: String? = nil, mode: String? = nil, consent: String? = nil, maximumSeconds: Double? = nil,
            maximumMebibytes: Int64? = nil
        ) {
            self.name = name
            self.mode = mode
            self.consent = consent
            self.maximumSeconds = maximumSeconds
            self.maximumMebibytes = maximumMebibytes
        }
    }

    /// The name as JSON requests have it.
    public var name: String {
        switch self {
        case .status: "status"
        case .time: "time"
        case .annotate: "annotate"
        case .pause: "pause"
        case .resume: "resume"
        case .reload: "reload"
        case .recordStart: "record.start"
        case .recordSplit: "record.split"
        case .recordStop: "record.stop"
        case .calibrate: "calibrate"
        }
    }
}
