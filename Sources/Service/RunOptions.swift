public import Capture
public import Feed
public import Sessions

/// Everything a run can be told; the defaults are those of `affect run`.
public struct RunOptions: Sendable {
    /// Which camera, and what is asked of it.
    public var camera = CameraConfiguration()
    /// A video file, or the folder of a session, to play instead of a camera.
    public var file: FilePlayback?
    public var modelPath: String?
    /// Faces followed at once, 1 to 8.
    public var maximumFaces = 1
    /// Time constant of the filter that the published values go through, more than zero; nil leaves them as they are.
    public var smoothing: Duration?
    public var feed = Endpoint.standardFeed
    public var control = ControlChoice.off
    /// Where the last status is served for Prometheus, an endpoint of this machine; nil for nowhere.
    public var metrics: String?
    /// Folder with the keys that readers and clients have to show; nil serves this machine only.
    public var keys: String?
    public var encoding = MessageEncoding.json
    /// Letters and digits, the camera's name in topics.
    public var cameraName = "cam0"
    /// Nil goes on until the source ends or the process is told to stop.
    public var duration: Duration?

    /// Where and how to record; nil records nothing.
    public var recording: RecordingOptions?
    /// Where and how to show pictures; nil shows none.
    public var preview: PreviewOptions?
    /// What clients of the control socket may record; nil for nothing.
    public var recordings: RecordingOffer?

    public init() {}

    /// Whether `name` can stand in topics.
    public static func isCameraName(_ name: String) -> Bool {
        (1...16).contains(name.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// Where clients may ask for something.
    public enum ControlChoice: Hashable, Sendable {
        case off
        /// ``Endpoint/standardControl``, or nowhere when it is taken.
        case standard
        case at(String)

        var endpoint: String? {
            switch self {
            case .off: nil
            case .standard: Endpoint.standardControl
            case .at(let endpoint): endpoint
            }
        }
    }

    public struct FilePlayback: Sendable {
        public var path: String
        public var speed: PlaybackSpeed
        public var loops: Bool
        public var start: Duration

        public init(path: String, speed: PlaybackSpeed = .real, loops: Bool = false, start: Duration = .zero) {
            self.path = path
            self.speed = speed
            self.loops = loops
            self.start = start
        }
    }

    public struct PreviewOptions: Sendable {
        public var endpoint: String
        /// The most that go out, more than 0.
        public var picturesPerSecond: Double
        /// In pixels; nil leaves pictures as they come.
        public var maximumWidth: Int?

        public init(endpoint: String, picturesPerSecond: Double = 10, maximumWidth: Int? = nil) {
            self.endpoint = endpoint
            self.picturesPerSecond = picturesPerSecond
            self.maximumWidth = maximumWidth
        }
    }

    public struct RecordingOffer: Sendable {
        /// Holds the sessions, a folder each.
        public var folder: String
        /// The most that a client may ask for.
        public var allowed: SessionMode
        public var limits: SessionRecorder.Limits
        /// The day, `YYYY-MM-DD`, on which the sessions are to be removed.
        public var deleteAfter: String?

        public init(folder: String, allowed: SessionMode, limits: SessionRecorder.Limits, deleteAfter: String? = nil) {
            self.folder = folder
            self.allowed = allowed
            self.limits = limits
            self.deleteAfter = deleteAfter
        }
    }

    public struct RecordingOptions: Sendable {
        /// A folder that is not there yet.
        public var path: String
        public var mode: SessionMode
        public var limits: SessionRecorder.Limits
        /// What the person agreed to, in words.
        public var consent: String?
        /// The day, `YYYY-MM-DD`, on which the session is to be removed.
        public var deleteAfter: String?

        public init(
            path: String, mode: SessionMode = .video, limits: SessionRecorder.Limits, consent: String? = nil,
            deleteAfter: String? = nil
        ) {
            self.path = path
            self.mode = mode
            self.limits = limits
            self.consent = consent
            self.deleteAfter = deleteAfter
        }
    }
}
