import Glibc

/// A block of floats on a cache line's boundary, zero at first.
///
/// Whoever shares one between threads must not write to it any more: the reason for `@unchecked Sendable`.
final class AlignedFloats: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>
    let count: Int
    private static let alignment = 64

    init(count: Int) {
        self.count = count
        var block: UnsafeMutableRawPointer?
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        guard posix_memalign(&block, Self.alignment, bytes) == 0, let block else {
            fatalError("no memory for \(bytes) bytes of the network; close other programs")
        }
        start = block.bindMemory(to: Float.self, capacity: max(count, 1))
        clear()
    }

    deinit { free(start) }

    func clear() { memset(start, 0, count * MemoryLayout<Float>.stride) }

    var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: start, count: count * MemoryLayout<Float>.stride)
    }
}
