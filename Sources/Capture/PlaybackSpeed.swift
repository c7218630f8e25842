/// How fast a file is played.
public enum PlaybackSpeed: Hashable, Sendable {
    /// As fast as the stream takes the frames.
    case maximum
    /// A multiple of the file's own clock; 1 is real time.
    case factor(Double)

    public static let real = PlaybackSpeed.factor(1)
}
