/// Where a camera's capture times come from.
public enum TimestampSource: Hashable, Sendable {
    /// The driver stamped the frame, on `CLOCK_MONOTONIC`.
    case driver
    /// This program stamped the frame as it arrived, because the driver's stamps cannot be used.
    case host(TimestampDefect)
}
