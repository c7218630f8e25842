import Testing

@testable import Inference

@Suite struct GoldenTests {
    @Test func fixtures_areThere() { #expect(Golden.all.count >= 19) }

    @Test(arguments: Golden.all + [Golden.bundled])
    func crops_oneByOne_giveWhatPyTorchGives(golden: Golden) throws {
        let (crops, expected) = try golden.read()
        let network = AffectNetwork(try ModelFile.load(path: golden.modelPath))
        let state = network.makeState()
        for (tick, crop) in crops.enumerated() {
            _ = network.step(crop, state)
            let found = network.rawOutputs(state)
            try #require(found.count == expected[tick].count)
            for (value, wanted) in zip(found, expected[tick]) {
                #expect(value.isNaN == wanted.isNaN, "tick \(tick)")
                #expect(wanted.isNaN || abs(value - wanted) < 1e-4, "tick \(tick): \(value), PyTorch \(wanted)")
            }
        }
    }
}
