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
    /// Begins a session of that name, or one named after the moment; `mode` is `features` when nobody says, `crops` or `video`.
    case recordStart(name: String?, mode: String? = nil, consent: String? = nil)
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
        case .recordStop: "record.stop"
        case .calibrate: "calibrate"
        }
    }
}
