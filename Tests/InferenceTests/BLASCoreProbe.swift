import Foundation
import Testing

@testable import Inference

/// Says which core this process uses; ``BLASCoreTests`` runs it in processes of their own.
@Suite struct BLASCoreProbe {
    static let variable = "AFFECT_TEST_BLAS_PROBE"

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment[variable] != nil, "only in a process that BLASCoreTests starts"))
    func core_isPrinted() {
        func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "nil" }
        print(
            "probe: core: \(BLASCore.name), note: \(BLASCore.note ?? "none"), "
                + "child: \(variable("OPENBLAS_CORETYPE")) \(variable("AFFECT_BLAS_CORE"))")
    }
}
