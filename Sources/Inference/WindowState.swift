import CKernels
import Glibc

/// The crops that the input of a network averages, as whole numbers, so that sums never drift.
final class WindowState {
    private let ticks: Int
    private let pixels: Int
    private var received = 0
    /// ticks × H × W
    private let crops: UnsafeMutableBufferPointer<UInt8>
    /// H × W
    private let sums: UnsafeMutableBufferPointer<Int32>

    init(ticks: Int, pixels: Int) {
        self.ticks = ticks
        self.pixels = pixels
        crops = .allocate(capacity: ticks * pixels)
        crops.initialize(repeating: 0)
        sums = .allocate(capacity: pixels)
        sums.initialize(repeating: 0)
    }

    deinit {
        crops.deallocate()
        sums.deallocate()
    }

    static func bytes(ticks: Int, pixels: Int) -> Int { (ticks + MemoryLayout<Int32>.size) * pixels }

    /// Takes in a crop.
    func append(_ crop: UnsafePointer<UInt8>) {
        let slot = crops.baseAddress! + received % ticks * pixels
        ck_window_update(sums.baseAddress!, crop, received < ticks ? nil : UnsafePointer(slot), pixels)
        slot.update(from: crop, count: pixels)
        received += 1
    }

    /// H × W sums of the last crops.
    var sum: UnsafePointer<Int32> { UnsafePointer(sums.baseAddress!) }

    /// How many crops the sums hold.
    var count: Int { min(received, ticks) }

    func reset() {
        received = 0
        memset(crops.baseAddress!, 0, crops.count)
        sums.update(repeating: 0)
    }

    /// Everything that ``restore(_:)`` needs.
    func save(to bytes: inout [UInt8]) {
        bytes.append(integer: received)
        bytes.append(contentsOf: UnsafeRawBufferPointer(crops))
        bytes.append(contentsOf: UnsafeRawBufferPointer(sums))
    }

    func restore(_ reader: inout SnapshotReader) {
        received = reader.integer()
        reader.copy(to: UnsafeMutableRawBufferPointer(crops))
        reader.copy(to: UnsafeMutableRawBufferPointer(sums))
    }
}
