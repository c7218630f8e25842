import Glibc

/// A mutex and the condition that what it guards has changed (Hoare's monitor with one condition).
///
/// Allocates nothing after the start. ``wait()``, ``wait(until:)`` and ``broadcast()`` are for the thread that holds it.
public final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    public init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    public func lock() { pthread_mutex_lock(mutex) }

    public func unlock() { pthread_mutex_unlock(mutex) }

    /// Lets go until something has changed, or for no reason at all: to be called in a loop that looks.
    public func wait() { pthread_cond_wait(changed, mutex) }

    /// As ``wait()``, but no longer than until `deadline` of `CLOCK_MONOTONIC`.
    ///
    /// - Returns: false when the deadline has passed.
    public func wait(until deadline: MonotonicTime) -> Bool {
        var time = timespec(
            tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
        return pthread_cond_timedwait(changed, mutex, &time) != ETIMEDOUT
    }

    /// Wakes all who wait.
    public func broadcast() { pthread_cond_broadcast(changed) }
}
