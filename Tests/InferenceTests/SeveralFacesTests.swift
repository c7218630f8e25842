import CAllocationCounter
import StreamTypes
import TestKit
import Testing

@testable import Inference

@Suite struct SeveralFacesTests {
    /// Steps and, where the tick is even, prepares all states at once.
    private static func step(
        _ network: AffectNetwork, _ crops: [[UInt8]], _ states: [NetworkState], prepares: Bool
    ) -> [StepOutcome] {
        var outcomes: [StepOutcome] = []
        // The crops lie behind each other, so that one pointer keeps all of them.
        crops.flatMap { $0 }.withUnsafeBufferPointer { pixels in
            let pointers = crops.indices.map { pixels.baseAddress! + $0 * crops[$0].count }
            network.step(pointers, states) { number, outcome in
                #expect(number == outcomes.count)
                outcomes.append(outcome)
            }
        }
        if prepares { network.prepare(states) }
        return outcomes
    }

    @Test(arguments: Variant.all)
    func facesThatComeOneAfterTheOther_areSteppedAsIfAlone(variant: Variant) throws {
        let network = AffectNetwork(try TestModel([variant.configuration]).load())
        var random = SplitMix64(seed: 11)
        let count = 10
        let clips = (0..<count).map { _ in
            random.crops(16, height: variant.configuration.cropHeight, width: variant.configuration.cropWidth)
        }
        let together = (0..<count).map { _ in network.makeState() }
        let alone = (0..<count).map { _ in network.makeState() }
        for tick in 0..<16 {
            // A face comes each tick, and the third is not seen at every other tick.
            let present = (0...min(tick, count - 1)).filter { $0 != 2 || tick % 2 == 0 }
            let outcomes = Self.step(
                network, present.map { clips[$0][tick] }, present.map { together[$0] }, prepares: tick % 3 != 0)
            for (face, outcome) in zip(present, outcomes) {
                #expect(network.step(clips[face][tick], alone[face]) == outcome, "face \(face), tick \(tick)")
                #expect(
                    network.rawOutputs(alone[face]).map(\.bitPattern)
                        == network.rawOutputs(together[face]).map(\.bitPattern), "face \(face), tick \(tick)")
            }
        }
        for (one, other) in zip(alone, together) {
            let areEqual = one.snapshot() == other.snapshot()
            #expect(areEqual)
        }
    }

    @Test func faceThatIsNotFinite_isResetAlone() throws {
        let configuration = NetworkConfiguration.small()
        let network = AffectNetwork(try TestModel([configuration]).load())
        let states = (0..<3).map { _ in network.makeState() }
        let crop = [UInt8](repeating: 200, count: configuration.cropHeight * configuration.cropWidth)
        _ = Self.step(network, [crop, crop, crop], states, prepares: false)
        let last = configuration.layers[3]
        states[1].streams[0].layers[3].cell(1)
            .update(repeating: .nan, count: last.pixels * LayerGeometry.padded(last.outputChannels))
        let outcomes = Self.step(network, [crop, crop, crop], states, prepares: false)
        #expect(outcomes[1] == .notFinite)
        #expect(outcomes[0] == outcomes[2] && outcomes[0] != .notFinite)
        #expect(states.map(\.ticks) == [2, 0, 2])
    }

    @Test(
        .enabled(if: allocation_counter_is_available(), "a sanitizer or another C library has its own allocator"),
        arguments: Variant.all)
    func laterSteps_allocateNothing(variant: Variant) throws {
        let network = AffectNetwork(try TestModel([variant.configuration]).load())
        let states = (0..<9).map { _ in network.makeState() }
        let crop = [UInt8](repeating: 90, count: variant.configuration.cropHeight * variant.configuration.cropWidth)
        var finite = 0
        crop.withUnsafeBufferPointer { crop in
            let crops = [UnsafePointer<UInt8>](repeating: crop.baseAddress!, count: states.count)
            func tick() {
                network.step(crops, states) { _, outcome in
                    if case .estimate = outcome { finite += 1 }
                }
                network.prepare(states)
            }
            tick()
            allocation_counter_start()
            for _ in 0..<4 { tick() }
            #expect(allocation_counter_stop() == 0)
        }
        #expect(finite == 5 * states.count)
    }
}
