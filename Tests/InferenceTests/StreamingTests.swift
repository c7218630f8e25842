import StreamTypes
import TestKit
import Testing

@testable import Inference

/// A variant of the network and a name for it in the tests' output.
struct Variant: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var configuration: NetworkConfiguration

    init(_ name: String, _ configuration: NetworkConfiguration) {
        testDescription = name
        self.configuration = configuration
    }

    static let all: [Variant] = [
        Variant("convlstm", .small()),
        Variant("conv3d", .small(kind: .conv3d)),
        Variant("convlstm same", .small(padding: .same)),
        Variant("conv3d same", .small(kind: .conv3d, padding: .same)),
        Variant("max pooling", .small(timePooling: [1, 2, 2, 2])),
        Variant("max pooling same", .small(padding: .same, timePooling: [1, 2, 2, 2])),
        Variant("max pooling conv3d", .small(kind: .conv3d, timePooling: [1, 2, 2, 2])),
        Variant("temporal pooling", .small(window: 3)),
        Variant("temporal pooling same", .small(padding: .same, window: 2)),
        Variant("both", .small(timePooling: [1, 1, 2, 2], window: 2)),
        Variant("both conv3d same", .small(kind: .conv3d, padding: .same, timePooling: [1, 1, 2, 2], window: 2)),
        Variant("every stride", .small(timePooling: [2, 2, 2, 2])),
        Variant("one output", .small(outputs: ["valence"])),
        Variant("four outputs", .small(outputs: ["valence", "arousal", "arousal_log_sd", "valence_log_sd"])),
        Variant("wide crop", .small(cropHeight: 24, cropWidth: 41)),
        Variant(
            "uneven pooling",
            .small(spatialPooling: [[3, 2], [1, 3], [2, 1], [1, 1]], cropHeight: 25, cropWidth: 31)),
        Variant("one channel", .small(channels: [1, 1, 1, 1], hidden: 1)),
        Variant("many channels", .small(channels: [17, 16, 33, 20], cropHeight: 16, cropWidth: 16)),
    ]
}

@Suite struct StreamingTests {
    /// Enough ticks for every dilated step to be reached and every ring to come round.
    private static func ticks(for configuration: NetworkConfiguration) -> Int {
        let last = configuration.layers[3]
        return min(configuration.delayTicks + 3 * last.dilationTicks * last.pooling.time + 3, 45)
    }

    @Test(arguments: Variant.all)
    func crops_oneByOne_giveTheReferenceOfTheWholeClip(variant: Variant) throws {
        let model = TestModel([variant.configuration])
        var random = SplitMix64(seed: 2)
        let crops = random.crops(
            Self.ticks(for: variant.configuration), height: variant.configuration.cropHeight,
            width: variant.configuration.cropWidth)
        let expected = ReferenceNetwork(model).outputs(crops)
        let network = AffectNetwork(try model.load())
        let state = network.makeState()
        let delay = variant.configuration.delayTicks
        #expect(expected.count == crops.count - delay)
        for (tick, crop) in crops.enumerated() {
            _ = network.step(crop, state)
            let outputs = network.rawOutputs(state)
            guard tick >= delay else {
                #expect(outputs.allSatisfy { $0.isNaN }, "tick \(tick)")
                continue
            }
            for (found, wanted) in zip(outputs, expected[tick - delay]) {
                #expect(abs(Double(found) - wanted) < 1e-4, "tick \(tick): \(found), reference \(wanted)")
            }
        }
    }

    @Test(arguments: Variant.all.filter { $0.configuration.padding == .causal })
    func stream_atTheStridedNetworksSteps_givesItsOutputs(variant: Variant) throws {
        let model = TestModel([variant.configuration])
        let last = variant.configuration.layers[3]
        let period = last.dilationTicks * last.pooling.time
        var random = SplitMix64(seed: 3)
        let crops = random.crops(
            3 * period, height: variant.configuration.cropHeight, width: variant.configuration.cropWidth)
        let expected = ReferenceNetwork(model, isStrided: true).outputs(crops)
        #expect(expected.count == 3)
        let network = AffectNetwork(try model.load())
        let state = network.makeState()
        for (tick, crop) in crops.enumerated() {
            _ = network.step(crop, state)
            guard (tick + 1) % period == 0 else { continue }
            for (found, wanted) in zip(network.rawOutputs(state), expected[(tick + 1) / period - 1]) {
                #expect(abs(Double(found) - wanted) < 1e-4, "tick \(tick): \(found), reference \(wanted)")
            }
        }
    }

    @Test func severalNetworks_inOneFile_eachGiveTheirOwnOutputs() throws {
        let model = TestModel([
            .small(prefix: "a.", outputs: ["arousal"]),
            .small(
                prefix: "v.", kind: .conv3d, padding: .same, channels: [2, 3, 4, 5], window: 2, outputs: ["valence"]),
        ])
        var random = SplitMix64(seed: 4)
        let crops = random.crops(14, height: 32, width: 32)
        let arousal = ReferenceNetwork(model, network: 0).outputs(crops)
        let valence = ReferenceNetwork(model, network: 1).outputs(crops)
        let loaded = try model.load()
        #expect(loaded.delaysMilliseconds == ["arousal": 0, "valence": 800])
        #expect(loaded.windowsMilliseconds == ["arousal": 100, "valence": 200])
        let network = AffectNetwork(loaded)
        let state = network.makeState()
        for (tick, crop) in crops.enumerated() {
            guard case .estimate(let estimate) = network.step(crop, state) else {
                Issue.record("tick \(tick) is not finite")
                continue
            }
            let outputs = network.rawOutputs(state)
            #expect(abs(Double(outputs[0]) - arousal[tick][0]) < 1e-4)
            #expect(estimate.arousal == min(max(outputs[0], -1), 1))
            guard tick >= 8 else {
                #expect(estimate.valence == nil)
                continue
            }
            #expect(abs(Double(outputs[1]) - valence[tick - 8][0]) < 1e-4)
        }
    }
}
