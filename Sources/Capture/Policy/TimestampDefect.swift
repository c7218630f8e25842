/// What is wrong with a driver's time stamps.
public enum TimestampDefect: String, CaseIterable, Sendable {
    /// The driver does not say that it uses the monotonic clock (`V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC`).
    case unknownClock = "unknown_clock"
    case zero
    /// The stamp of the frame before it.
    case constant
    /// Earlier than the frame before it.
    case backwards
    /// Later than now.
    case future
    /// Earlier than the start of the stream, so on another clock.
    case wrongClock = "wrong_clock"
}
