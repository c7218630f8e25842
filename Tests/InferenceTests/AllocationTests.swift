import CAllocationCounter
import Testing

@testable import Inference

@Suite(.enabled(if: allocation_counter_is_available(), "a sanitizer or another C library has its own allocator"))
struct AllocationTests {
    /// Heap allocations of this thread during `body`.
    private func allocations(_ body: () -> Void) -> Int {
        allocation_counter_start()
        body()
        return allocation_counter_stop()
    }

    @Test func counter_seesAnAllocation() {
        var blocks: [AlignedFloats] = []
        blocks.reserveCapacity(1)
        // The object and its floats.
        #expect(allocations { blocks.append(AlignedFloats(count: 100)) } == 2)
        #expect(allocations {} == 0)
    }

    @Test(arguments: Variant.all)
    func step_afterTheFirst_allocatesNothing(variant: Variant) throws {
        let network = AffectNetwork(try TestModel([variant.configuration]).load())
        let state = network.makeState()
        let crop = [UInt8](repeating: 90, count: variant.configuration.cropHeight * variant.configuration.cropWidth)
        let ticks = variant.configuration.delayTicks + 6
        var isFinite = true
        crop.withUnsafeBufferPointer { crop in
            guard let pixels = crop.baseAddress else { return }
            _ = network.step(pixels, state)
            network.prepare(state)
            let count = allocations {
                for _ in 0..<ticks {
                    isFinite = network.step(pixels, state) != .notFinite && isFinite
                    network.prepare(state)
                }
            }
            #expect(count == 0)
        }
        #expect(isFinite)
    }
}
