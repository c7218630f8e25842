import Glibc
public import StreamTypes

/// One moment on both clocks; the only bridge from capture times to the calendar.
public struct UTCAnchor: Hashable, Sendable {
    public var monotonic: MonotonicTime
    /// Nanoseconds since 1970-01-01 00:00 UTC at that moment.
    public var utcNanoseconds: Int64

    public init(monotonic: MonotonicTime, utcNanoseconds: Int64) {
        self.monotonic = monotonic
        self.utcNanoseconds = utcNanoseconds
    }

    /// A step of the wall clock larger than this asks for a new anchor.
    public static let tolerance = Duration.milliseconds(50)

    /// Both clocks of this host, read as close together as the scheduler lets.
    public static func now() -> UTCAnchor {
        var (before, wall, after) = (timespec(), timespec(), timespec())
        clock_gettime(CLOCK_MONOTONIC, &before)
        clock_gettime(CLOCK_REALTIME, &wall)
        clock_gettime(CLOCK_MONOTONIC, &after)
        let (b, w, a) = (nanoseconds(before), nanoseconds(wall), nanoseconds(after))
        return UTCAnchor(monotonic: MonotonicTime(nanoseconds: b + (a - b) / 2), utcNanoseconds: w)
    }

    /// This anchor, or `newer` when the wall clock was set in between.
    public func renewed(by newer: UTCAnchor) -> UTCAnchor {
        let drift = newer.utcNanoseconds - utc(at: newer.monotonic)
        return drift.magnitude > UInt64(Self.tolerance.wholeNanoseconds) ? newer : self
    }

    /// Nanoseconds since 1970 at `time`.
    public func utc(at time: MonotonicTime) -> Int64 {
        utcNanoseconds + (time.nanoseconds - monotonic.nanoseconds)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
