public import StreamTypes
import Synchronization

/// A clock that moves only when a test moves it, or when somebody sleeps on it.
public final class ManualClock: MonotonicClock {
    private let nanoseconds: Mutex<Int64>

    public init(at time: MonotonicTime = .zero) { nanoseconds = Mutex(time.nanoseconds) }

    public func now() -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds.withLock { $0 }) }

    public func sleep(until deadline: MonotonicTime) {
        nanoseconds.withLock { $0 = max($0, deadline.nanoseconds) }
    }

    public func advance(by duration: Duration) {
        nanoseconds.withLock { $0 += duration.wholeNanoseconds }
    }
}
