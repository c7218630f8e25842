public import Capture
public import Feed

/// Everything a run can be told; the defaults are those of `affect run`.
public struct RunOptions: Sendable {
    /// Which camera, and what is asked of it.
    public var camera = CameraConfiguration()
    /// A video file to play instead of a camera.
    public var file: FilePlayback?
    public var modelPath: String?
    /// Faces followed at once, 1 to 8.
    public var maximumFaces = 1
    /// Time constant of the filter that the published values go through, more than zero; nil leaves them as they are.
    public var smoothing: Duration?
    public var feed = Endpoint.standardFeed
    public var control = ControlChoice.off
    /// Folder with the keys that readers and clients have to show; nil serves this machine only.
    public var keys: String?
    public var encoding = MessageEncoding.json
    /// Letters and digits, the camera's name in topics.
    public var cameraName = "cam0"
    /// Nil goes on until the source ends or the process is told to stop.
    public var duration: Duration?

    public init() {}

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
}
