import StreamTypes
import TestKit
import Testing

@testable import Inference

@Suite struct NetworkStateTests {
    private static let variants = Variant.all.filter {
        ["convlstm", "max pooling same", "both", "conv3d same", "four outputs"].contains($0.testDescription)
    }

    private struct Rig {
        let network: AffectNetwork
        let crops: [[UInt8]]

        init(_ configuration: NetworkConfiguration, ticks: Int = 30) throws {
            network = AffectNetwork(try TestModel([configuration]).load())
            var random = SplitMix64(seed: 5)
            crops = random.crops(ticks, height: configuration.cropHeight, width: configuration.cropWidth)
        }

        /// The bits of all outputs of all ticks.
        func run(_ crops: some Sequence<[UInt8]>, _ state: NetworkState, prepares: Bool = false) -> [UInt32] {
            crops.flatMap { crop in
                _ = network.step(crop, state)
                if prepares { network.prepare(state) }
                return network.rawOutputs(state).map(\.bitPattern)
            }
        }
    }

    @Test(arguments: variants)
    func reset_givesAStateThatWasNeverUsed(variant: Variant) throws {
        let rig = try Rig(variant.configuration)
        let state = rig.network.makeState()
        let first = rig.run(rig.crops, state, prepares: true)
        #expect(state.ticks == rig.crops.count)
        state.reset()
        #expect(state.ticks == 0)
        let isNew = state.snapshot() == rig.network.makeState().snapshot()
        #expect(isNew)
        #expect(rig.run(rig.crops, state) == first)
    }

    @Test(arguments: variants)
    func restoredState_goesOnBitForBit(variant: Variant) throws {
        let rig = try Rig(variant.configuration)
        let state = rig.network.makeState()
        _ = rig.run(rig.crops[..<13], state)
        let snapshot = state.snapshot()
        let expected = rig.run(rig.crops[13...], state, prepares: true)
        let other = rig.network.makeState()
        _ = rig.run(rig.crops.reversed(), other, prepares: true)
        #expect(other.restore(snapshot))
        #expect(other.ticks == 13)
        let isSame = other.snapshot() == snapshot
        #expect(isSame)
        #expect(rig.run(rig.crops[13...], other) == expected)
    }

    @Test func foreignOrCutSnapshot_changesNothing() throws {
        let rig = try Rig(.small())
        let state = rig.network.makeState()
        _ = rig.run(rig.crops, state)
        let before = state.snapshot()
        let foreign = AffectNetwork(try TestModel([.small()], seed: 9).load()).makeState().snapshot()
        #expect(!state.restore(foreign))
        #expect(!state.restore([]))
        #expect(!state.restore(Array(before.dropLast())))
        let isSame = state.snapshot() == before
        #expect(isSame)
    }

    @Test func snapshotWithImpossibleCounts_resets() throws {
        let rig = try Rig(.small())
        let state = rig.network.makeState()
        _ = rig.run(rig.crops, state)
        for count in [-1, Int.max] {
            var snapshot = state.snapshot()
            let ticks = snapshot.startIndex + 12..<snapshot.startIndex + 20
            withUnsafeBytes(of: count) { snapshot.replaceSubrange(ticks, with: $0) }
            let other = rig.network.makeState()
            _ = rig.run(rig.crops, other)
            #expect(!other.restore(snapshot))
            let isNew = other.snapshot() == rig.network.makeState().snapshot()
            #expect(isNew)
        }
    }

    @Test(arguments: variants)
    func preparation_changesNoBit(variant: Variant) throws {
        let rig = try Rig(variant.configuration)
        #expect(
            rig.run(rig.crops, rig.network.makeState(), prepares: true)
                == rig.run(rig.crops, rig.network.makeState(), prepares: false))
    }

    @Test func severalFaces_takingTurns_shareNothing() throws {
        let rig = try Rig(.small(timePooling: [1, 2, 1, 2]))
        let clips = [rig.crops, rig.crops.reversed(), rig.crops.map { $0.map { 255 - $0 } }]
        let alone = clips.map { rig.run($0, rig.network.makeState()) }
        let states = clips.map { _ in rig.network.makeState() }
        var together = clips.map { _ in [UInt32]() }
        for tick in rig.crops.indices {
            for face in clips.indices where !(face == 1 && tick % 3 == 0) {
                together[face] += rig.run([clips[face][tick]], states[face], prepares: face == 2)
            }
        }
        #expect(together[0] == alone[0])
        #expect(together[2] == alone[2])
        let frozen = clips[1].indices.filter { $0 % 3 != 0 }.map { clips[1][$0] }
        #expect(together[1] == rig.run(frozen, rig.network.makeState()))
    }

    @Test func twoNetworks_ofOneModel_shareItsWeights() throws {
        let model = try TestModel([.small()]).load()
        let (a, b) = (AffectNetwork(model), AffectNetwork(model))
        #expect(a.model.weights[0] === b.model.weights[0])
        let crop = [UInt8](repeating: 7, count: 32 * 32)
        let (stateA, stateB) = (a.makeState(), b.makeState())
        #expect(a.step(crop, stateA) == b.step(crop, stateB))
        #expect(b.step(crop, stateA) == a.step(crop, stateB))
    }

    @Test func firstTicks_areFlaggedAsWarmingUp() throws {
        let rig = try Rig(.small(warmUpTicks: 4))
        let state = rig.network.makeState()
        func flags() -> [Bool] {
            rig.crops.map { crop in
                guard case .estimate(let estimate) = rig.network.step(crop, state) else { return false }
                return estimate.isWarmingUp
            }
        }
        let expected = rig.crops.indices.map { $0 < 4 }
        #expect(flags() == expected)
        state.reset()
        #expect(flags() == expected)
    }

    @Test func ticksWithoutAnOutput_areFlaggedAsWarmingUp() throws {
        let network = AffectNetwork(try TestModel([.small(padding: .same, warmUpTicks: 0)]).load())
        let state = network.makeState()
        let crop = [UInt8](repeating: 7, count: 32 * 32)
        for tick in 0..<8 {
            guard case .estimate(let estimate) = network.step(crop, state) else {
                Issue.record("tick \(tick) is not finite")
                continue
            }
            #expect(estimate.isWarmingUp == (tick < 4))
            #expect((estimate.arousal == nil) == (tick < 4))
        }
    }
}
