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
    public var feed = Endpoint.standardFeed
    public var encoding = MessageEncoding.json
    /// Letters and digits, the camera's name in topics.
    public var cameraName = "cam0"
    /// Nil goes on until the source ends or the process is told to stop.
    public var duration: Duration?

    public init() {}

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
