import Glibc
import StreamTypes

/// What waits for the disk: entries and their bytes in one ring of memory, between the stream's thread and the writer's.
///
/// The memory is allocated once. Pages that were never needed cost nothing: an empty queue starts again at its beginning.
final class EntryQueue: @unchecked Sendable {
    let capacity: Int
    private let memory: UnsafeMutableRawPointer
    private let monitor = Monitor()
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
    }

    deinit { memory.deallocate() }

    /// Takes an entry and its bytes.
    ///
    /// - Parameter waiting: waits for room instead of refusing.
    /// - Returns: false when there is no room, or nobody reads any more.
    func push(_ entry: SessionEntry, _ payload: UnsafeRawBufferPointer, waiting: Bool) -> Bool {
        let needed = MemoryLayout<SessionEntry>.stride + payload.count
        monitor.lock()
        defer { monitor.unlock() }
        while waiting, !isClosed, needed <= capacity, count + needed > capacity { monitor.wait() }
        guard !isClosed, count + needed <= capacity else { return false }
        if count == 0 { start = 0 }
        withUnsafeBytes(of: entry) { put($0, padding: MemoryLayout<SessionEntry>.stride - $0.count) }
        put(payload)
        monitor.broadcast()
        return true
    }

    /// The oldest entry; its bytes replace those of `payload`.
    func pop(into payload: inout [UInt8], waiting timeout: Duration) -> Next {
        monitor.lock()
        defer { monitor.unlock() }
        let deadline = SystemMonotonicClock().now() + timeout
        while count == 0, !isClosed, monitor.wait(until: deadline) {}
        guard count > 0 else { return isClosed ? .closed : .idle }
        var entry = SessionEntry(.frame)
        withUnsafeMutableBytes(of: &entry) { take(into: $0, padding: MemoryLayout<SessionEntry>.stride - $0.count) }
        payload.removeAll(keepingCapacity: true)
        payload.append(contentsOf: repeatElement(0, count: entry.byteCount))
        payload.withUnsafeMutableBytes { take(into: $0) }
        monitor.broadcast()
        return .entry(entry)
    }

    /// What is in the queue can still be taken; nothing more gets in.
    func close() {
        monitor.lock()
        isClosed = true
        monitor.broadcast()
        monitor.unlock()
    }

    var isHalfEmpty: Bool {
        monitor.lock()
        defer { monitor.unlock() }
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
