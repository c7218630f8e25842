import StreamTypes

/// Memory for crops, allocated once: what was written at one tick stays until `ticksKept` further ones have begun.
final class CropRing {
    let cropBytes: Int
    private let cropsPerTick: Int
    private let memory: UnsafeMutablePointer<UInt8>
    private var generation = 0

    static let ticksKept = 3

    init(cropBytes: Int, cropsPerTick: Int) {
        self.cropBytes = cropBytes
        self.cropsPerTick = cropsPerTick
        let total = cropBytes * cropsPerTick * (Self.ticksKept + 1)
        memory = .allocate(capacity: total)
        memory.initialize(repeating: 0, count: total)
    }

    deinit { memory.deallocate() }

    /// Gives the oldest tick's crops back.
    func beginTick() { generation = (generation + 1) % (Self.ticksKept + 1) }

    /// - Precondition: `index` is in `0..<cropsPerTick`.
    subscript(index: Int) -> UnsafeMutablePointer<UInt8> {
        precondition((0..<cropsPerTick).contains(index))
        return memory + (generation * cropsPerTick + index) * cropBytes
    }
}
