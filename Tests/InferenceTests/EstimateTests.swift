import Foundation
import StreamTypes
import Testing

@testable import Inference

@Suite struct EstimateTests {
    private let crop = [UInt8](repeating: 60, count: 32 * 32)

    private func step(_ model: TestModel) throws -> (outcome: StepOutcome, raw: [Float]) {
        let network = AffectNetwork(try model.load())
        let state = network.makeState()
        let outcome = network.step(crop, state)
        return (outcome, network.rawOutputs(state))
    }

    @Test func values_areClampedAndRawOnesAreNot() throws {
        var model = TestModel([.small()])
        model.tensors["main.fc2.bias"]?.values = [40, -50]
        let (outcome, raw) = try step(model)
        guard case .estimate(let estimate) = outcome else { throw CocoaError(.featureUnsupported) }
        #expect(estimate.arousal == 1 && estimate.valence == -1)
        #expect(raw[0] > 1 && raw[1] < -1)
        #expect(estimate.arousalDeviation == nil && estimate.valenceDeviation == nil)
    }

    @Test func logDeviations_arePublishedAsDeviations() throws {
        let names = ["valence_log_sd", "arousal", "arousal_log_sd", "liking"]
        let (outcome, raw) = try step(TestModel([.small(outputs: names)]))
        guard case .estimate(let estimate) = outcome else { throw CocoaError(.featureUnsupported) }
        #expect(estimate.valenceDeviation == expf(raw[0]))
        #expect(estimate.arousalDeviation == expf(raw[2]))
        #expect(estimate.arousal == raw[1])
        #expect(estimate.valence == nil)
    }

    @Test(arguments: ["main.conv1.weight", "main.conv2.weight", "main.convlstm.input.weight"])
    func overflow_resetsTheStateAndIsReported(tensor: String) throws {
        var model = TestModel([.small()])
        let count = try #require(model.tensors[tensor]).values.count
        model.tensors[tensor]?.values = (0..<count).map { $0 % 3 == 0 ? 3e38 : -3e38 }
        let network = AffectNetwork(try model.load())
        let state = network.makeState()
        #expect(network.step(crop, state) == .notFinite)
        #expect(state.ticks == 0)
        let isNew = state.snapshot() == network.makeState().snapshot()
        #expect(isNew)
    }

    @Test func deviationBeyondFloats_isReported() throws {
        var model = TestModel([.small(outputs: ["arousal", "arousal_log_sd"])])
        model.tensors["main.fc2.bias"]?.values = [0, 500]
        #expect(try step(model).outcome == .notFinite)
    }

    @Test func face_isJudgedFromItsCrop() throws {
        let network = AffectNetwork(try TestModel([.small()]).load())
        let outcome = crop.withUnsafeBufferPointer { pixels -> StepOutcome? in
            guard let start = pixels.baseAddress else { return nil }
            let frame = Frame(number: 0, captureTime: .zero)
            let face = FaceCrop(frame: frame, tick: 0, track: .none, width: 32, height: 32, pixels: start)
            return network.step(face, network.makeState())
        }
        #expect(outcome == network.step(crop, network.makeState()))
    }
}
