/// Which camera to read and how.
public struct CameraConfiguration: Hashable, Sendable {
    /// A path (`/dev/video0`), a name in `/dev/v4l/by-id`, a serial number or a camera's name; nil takes the first usable camera.
    public var device: String?
    /// The size asked for, in pixels; the nearest one that the camera offers is taken.
    public var width: Int
    public var height: Int
    /// The rate asked for, in frames a second.
    public var framesPerSecond: Double
    /// A V4L2 pixel format such as `MJPG` or `YUYV`; nil chooses.
    public var format: String?
    /// Camera controls by the names that `v4l2-ctl --list-ctrls` shows, such as `exposure_dynamic_framerate`.
    public var controls: [String: Int]

    public init(
        device: String? = nil, width: Int = 640, height: Int = 480, framesPerSecond: Double = 30,
        format: String? = nil, controls: [String: Int] = [:]
    ) {
        self.device = device
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.format = format
        self.controls = controls
    }
}
