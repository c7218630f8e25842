import Glibc

/// What waits for the disk: entries and their bytes in one ring of memory, between the stream's thread and the writer's.
///
/// The memory is allocated once. Pages that were never needed cost nothing: an empty queue starts again at its beginning.
final class EntryQueue: @unchecked Sendable {
    let capacity: Int
    private let memory: UnsafeMutableRawPointer
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var start = 0
    private var count = 0
    private var isClosed = false

    enum Next {
        case entry(SessionEntry)
        case idle
        case closed
    }

    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 16)
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
        memory.deallocate()
    }

    /// Takes an entry and its bytes.
    ///
    /// - Parameter waiting: waits for room instead of refusing.
    /// - Returns: false when there is no room, or nobody reads any more.
    func push(_ entry: SessionEntry, _ payload: UnsafeRawBufferPointer, waiting: Bool) -> Bool {
        let needed = MemoryLayout<SessionEntry>.stride + payload.count
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting, !isClosed, needed <= capacity, count + needed > capacity { pthread_cond_wait(changed, mutex) }
        guard !isClosed, count + needed <= capacity else { return false }
        if count == 0 { start = 0 }
        withUnsafeBytes(of: entry) { put($0, padding: MemoryLayout<SessionEntry>.stride - $0.count) }
        put(payload)
        pthread_cond_broadcast(changed)
        return true
    }

    /// The oldest entry; its bytes replace those of `payload`.
    func pop(into payload: inout [UInt8], waiting timeout: Duration) -> Next {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let (seconds, attoseconds) = timeout.components
        deadline.tv_sec += Int(seconds)
        deadline.tv_nsec += Int(attoseconds / 1_000_000_000)
        if deadline.tv_nsec >= 1_000_000_000 {
            (deadline.tv_sec, deadline.tv_nsec) = (deadline.tv_sec + 1, deadline.tv_nsec - 1_000_000_000)
        }
        while count == 0, !isClosed {
            if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT { break }
        }
        guard count > 0 else { return isClosed ? .closed : .idle }
        var entry = SessionEntry(.frame)
        withUnsafeMutableBytes(of: &entry) { take(into: $0, padding: MemoryLayout<SessionEntry>.stride - $0.count) }
        payload.removeAll(keepingCapacity: true)
        payload.append(contentsOf: repeatElement(0, count: entry.byteCount))
        payload.withUnsafeMutableBytes { take(into: $0) }
        pthread_cond_broadcast(changed)
        return .entry(entry)
    }

    /// What is in the queue can still be taken; nothing more gets in.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    var isHalfEmpty: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return count <= capacity / 2
    }

    private func put(_ bytes: UnsafeRawBufferPointer, padding: Int = 0) {
        let end = (start + count) % capacity
        let first = min(bytes.count, capacity - end)
        if let base = bytes.baseAddress {
            memcpy(memory + end, base, first)
            memcpy(memory, base + first, bytes.count - first)
        }
        count += bytes.count + padding
    }

    private func take(into bytes: UnsafeMutableRawBufferPointer, padding: Int = 0) {
        let first = min(bytes.count, capacity - start)
        if let base = bytes.baseAddress {
            memcpy(base, memory + start, first)
            memcpy(base + first, memory, bytes.count - first)
        }
        start = (start + bytes.count + padding) % capacity
        count -= bytes.count + padding
    }
}
