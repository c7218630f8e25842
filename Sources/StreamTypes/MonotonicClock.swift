import Glibc

/// Where the stages read the time; tests give a clock that they move by hand.
public protocol MonotonicClock: Sendable {
    func now() -> MonotonicTime

    /// Returns once `deadline` has passed. A manual clock moves itself there.
    func sleep(until deadline: MonotonicTime)
}

/// `CLOCK_MONOTONIC` of this host.
public struct SystemMonotonicClock: MonotonicClock {
    public init() {}

    public func now() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    public func sleep(until deadline: MonotonicTime) {
        var time = timespec(
            tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
