import Testing

@testable import Inference

@Suite struct KernelTests {
    /// The sets this processor can run, but for the one that the other tests run.
    private static let others: [String] = {
        let sets = ["baseline", "avx2", "avx512"]
        let used = sets.firstIndex(of: BLASCore.instructionSet) ?? 0
        return Array(sets[..<used])
    }()

    @Test(arguments: others)
    func lesserInstructions_giveWhatPyTorchGives(set: String) throws {
        let environment = ["AFFECT_KERNELS": set, ProcessProbe.variable: "1"]
        #expect(
            try TestProcess(filter: "ProcessProbe", environment: environment).probed?.contains("kernels: \(set)")
                == true)
        let process = try TestProcess(filter: "GoldenTests", environment: environment)
        #expect(process.succeeded, "\(process.output)")
    }
}
