import CAllocationCounter
import StreamTypes
import TestKit
import Testing

@testable import Inference

@Suite struct PreparationThreadTests {
    @Test(arguments: Variant.all) func preparationAside_changesNoBit(variant: Variant) throws {
        let model = try TestModel([variant.configuration]).load()
        let (plain, aside) = (AffectNetwork(model), AffectNetwork(model, preparesAside: true))
        #expect(aside.preparesAside && !plain.preparesAside)
        var random = SplitMix64(seed: 23)
        let (count, ticks) = (3, 24)
        let clips = (0..<count).map { _ in
            random.crops(ticks, height: variant.configuration.cropHeight, width: variant.configuration.cropWidth)
        }
        let expected = (0..<count).map { _ in plain.makeState() }
        let states = (0..<count).map { _ in aside.makeState() }
        for tick in 0..<ticks {
            // The second face comes later and is lost once, the third is not seen at every other tick.
            let present = (0..<count).filter { $0 == 0 || ($0 == 1 && tick > 3) || ($0 == 2 && tick % 2 == 0) }
            if tick == 15 {
                aside.settle()
                expected[1].reset()
                states[1].reset()
            }
            for face in present {
                #expect(plain.step(clips[face][tick], expected[face]) == aside.step(clips[face][tick], states[face]))
                #expect(
                    plain.rawOutputs(expected[face]).map(\.bitPattern)
                        == aside.rawOutputs(states[face]).map(\.bitPattern), "face \(face), tick \(tick)")
            }
            if tick % 5 != 4 { aside.prepare(present.map { states[$0] }) }
        }
        aside.settle()
        for (one, other) in zip(expected, states) {
            let areEqual = one.snapshot() == other.snapshot()
            #expect(areEqual)
        }
    }

    @Test func twoNetworksOfAModel_arePreparedBoth() throws {
        let model = try TestModel([
            .small(prefix: "arousal.", outputs: ["arousal"]), .small(prefix: "valence.", outputs: ["valence"]),
        ]).load()
        let (plain, aside) = (AffectNetwork(model), AffectNetwork(model, preparesAside: true))
        let (expected, state) = (plain.makeState(), aside.makeState())
        var random = SplitMix64(seed: 29)
        let configuration = NetworkConfiguration.small()
        for crop in random.crops(20, height: configuration.cropHeight, width: configuration.cropWidth) {
            #expect(plain.step(crop, expected) == aside.step(crop, state))
            plain.prepare([expected])
            aside.prepare([state])
        }
    }

    @Test(.enabled(if: allocation_counter_is_available(), "a sanitizer or another C library has its own allocator"))
    func steppingThread_allocatesNothing() throws {
        let configuration = NetworkConfiguration.small()
        let network = AffectNetwork(try TestModel([configuration]).load(), preparesAside: true)
        let states = [network.makeState()]
        let crop = [UInt8](repeating: 90, count: configuration.cropHeight * configuration.cropWidth)
        crop.withUnsafeBufferPointer { crop in
            guard let pixels = crop.baseAddress else { return }
            for _ in 0..<3 {
                _ = network.step(pixels, states[0])
                network.prepare(states)
            }
            allocation_counter_start()
            for _ in 0..<20 {
                _ = network.step(pixels, states[0])
                network.prepare(states)
            }
            #expect(allocation_counter_stop() == 0)
        }
    }

    @Test func networkThatGoesAway_waitsForItsThread() throws {
        let model = try TestModel([.small()]).load()
        for _ in 0..<50 {
            let network = AffectNetwork(model, preparesAside: true)
            network.prepare([network.makeState()])
        }
    }
}
