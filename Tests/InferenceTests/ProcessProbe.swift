import Foundation
import Testing

@testable import Inference

/// Says what was decided when this process started; other tests run it in processes of their own.
@Suite struct ProcessProbe {
    static let variable = "AFFECT_TEST_PROBE"

    @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil, "only in a process that a test starts"))
    func decisions_arePrinted() {
        func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "nil" }
        print(
            "probe: core: \(BLASCore.name), kernels: \(BLASCore.instructionSet), "
                + "note: \(BLASCore.note ?? "none"), "
                + "child: \(variable("OPENBLAS_CORETYPE")) \(variable("AFFECT_BLAS_CORE"))")
    }
}
