/// The first video track of a file.
public struct VideoTrack: Hashable, Sendable {
    public var number: UInt64
    /// Matroska's codec name, such as `V_MJPEG`.
    public var codec: String
    /// Pixels, as the container states them.
    public var width: Int
    public var height: Int
}
