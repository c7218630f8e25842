/// Fills the processor's caches with something else, as a camera and a face detector do between two ticks.
struct CacheEviction {
    private let block: AlignedFloats

    /// - Parameter bytes: more than the last-level cache has.
    init(bytes: Int = 64 << 20) { block = AlignedFloats(count: bytes / MemoryLayout<Float>.stride) }

    /// Writes to every cache line of the block.
    func run() {
        for index in stride(from: 0, to: block.count, by: 16) { block.start[index] += 1 }
    }
}
