/// How the camera is doing; counts run from the start of the program and never go back.
public struct CameraHealth: Hashable, Sendable {
    public internal(set) var state = CameraState.offline
    /// Usable frames a second over the last five seconds.
    public internal(set) var measuredFPS = 0.0
    /// Frames that came from the driver, damaged ones included.
    public internal(set) var framesCaptured: Int64 = 0
    /// Frames that could not be used, by cause; damage inside a JPEG counts when the frame is decoded.
    public internal(set) var framesDamaged = DamageCounts()
    /// More than half of the frames of the last five seconds were damaged.
    public internal(set) var isDegraded = false
    /// Frames that the driver lost, by the gaps in its numbers.
    public internal(set) var sequenceGaps: Int64 = 0
    /// How often the camera was opened again after its first time.
    public internal(set) var reopens: Int64 = 0
    /// Nil before the first frame.
    public internal(set) var timestampSource: TimestampSource?
    /// The camera in words: name, path, driver, bus; nil before one was found.
    public internal(set) var camera: String?
    /// What it delivers, or last delivered.
    public internal(set) var format: StreamFormat?
    /// The last trouble, as one sentence; nil when there was none.
    public internal(set) var lastFault: String?

    public init() {}
}
