/// A point on one host's `CLOCK_MONOTONIC`, or on a recording's own clock, in whole nanoseconds.
///
/// Values compare only within one boot of one host, or within one recording.
/// See `clock_gettime(2)`; V4L2 stamps its buffers on the same clock (`V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC`).
public struct MonotonicTime: Comparable, Hashable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let zero = MonotonicTime(nanoseconds: 0)

    public static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.nanoseconds < b.nanoseconds }

    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + duration.wholeNanoseconds)
    }

    public static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds - duration.wholeNanoseconds)
    }

    public static func - (a: MonotonicTime, b: MonotonicTime) -> Duration {
        .nanoseconds(a.nanoseconds - b.nanoseconds)
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded towards zero. Exact for every duration this program handles (292 years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// The duration in milliseconds, for messages and people.
    public var milliseconds: Double { Double(wholeNanoseconds) / 1e6 }

    /// The duration in seconds, for messages and people.
    public var seconds: Double { Double(wholeNanoseconds) / 1e9 }
}
