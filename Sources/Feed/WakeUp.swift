import CZMQ
import Glibc
import Synchronization

/// Ends the waiting of another thread, for a moment or for good: an `eventfd(2)`.
final class WakeUp: Sendable {
    let descriptor: Int32
    private let hasEnded = Atomic(false)

    init() { descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }

    deinit { close(descriptor) }

    func signal() {
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }

    func clear() {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
    }

    /// Tells the other thread to end.
    func end() {
        hasEnded.store(true, ordering: .releasing)
        signal()
    }

    var isOver: Bool { hasEnded.load(ordering: .acquiring) }
}
