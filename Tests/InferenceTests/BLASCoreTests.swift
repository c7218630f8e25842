import CBLASCore
import Testing

@testable import Inference

@Suite struct BLASCoreTests {
    @Test(arguments: [
        (nil, nil, BLAS_LEVEL_AVX512, BLAS_CORE_UNTOUCHED),
        ("Haswell", nil, BLAS_LEVEL_AVX512, BLAS_CORE_WEAKER_DROPPED),
        ("haswell", nil, BLAS_LEVEL_AVX512, BLAS_CORE_WEAKER_DROPPED),
        ("Haswell", nil, BLAS_LEVEL_AVX2, BLAS_CORE_UNTOUCHED),
        ("Zen", nil, BLAS_LEVEL_AVX2, BLAS_CORE_UNTOUCHED),
        ("SkylakeX", nil, BLAS_LEVEL_AVX512, BLAS_CORE_UNTOUCHED),
        ("SkylakeX", nil, BLAS_LEVEL_AVX2, BLAS_CORE_UNSUPPORTED_DROPPED),
        ("Nehalem", nil, BLAS_LEVEL_AVX, BLAS_CORE_WEAKER_DROPPED),
        ("NewLake", nil, BLAS_LEVEL_AVX512, BLAS_CORE_UNTOUCHED),
        ("Haswell", nil, BLAS_LEVEL_UNKNOWN, BLAS_CORE_UNTOUCHED),
        ("Haswell", "auto", BLAS_LEVEL_AVX2, BLAS_CORE_AUTOMATIC),
        ("SkylakeX", "Haswell", BLAS_LEVEL_AVX512, BLAS_CORE_REQUESTED),
        (nil, "Haswell", BLAS_LEVEL_AVX512, BLAS_CORE_REQUESTED),
        ("Haswell", "Cooperlake", BLAS_LEVEL_AVX2, BLAS_CORE_REQUEST_UNSUPPORTED),
        (nil, "", BLAS_LEVEL_AVX512, BLAS_CORE_UNTOUCHED),
    ])
    func variables_decideTheCore(
        coretype: String?, request: String?, processor: blas_level, expected: blas_core_decision
    ) {
        #expect(blas_core_decide(coretype, request, processor) == expected)
    }

    @Test func droppedCore_isExplained() {
        let note = BLASCore.note(
            BLAS_CORE_WEAKER_DROPPED, coretype: "Haswell", request: "", processor: BLAS_LEVEL_AVX512)
        #expect(
            note == "OPENBLAS_CORETYPE=Haswell was ignored: this processor has AVX-512; "
                + "set AFFECT_BLAS_CORE=Haswell to force it.")
    }

    /// What a process with these variables says of itself.
    private func probe(_ variables: [String: String]) throws -> String {
        let process = try TestProcess(
            filter: "ProcessProbe", environment: variables.merging([ProcessProbe.variable: "1"]) { $1 })
        return try #require(process.probed, "\(process.output)")
    }

    #if arch(x86_64)
    @Test func weakerCore_isDroppedBeforeOpenBLASReadsIt() throws {
        guard blas_core_processor_level().rawValue >= BLAS_LEVEL_AVX2.rawValue else { return }
        let usual = try probe([:])
        #expect(usual.hasSuffix("note: none, child: nil nil"))
        let forced = try probe(["OPENBLAS_CORETYPE": "Nehalem"])
        #expect(forced.split(separator: ",")[0] == usual.split(separator: ",")[0])
        #expect(forced.contains("OPENBLAS_CORETYPE=Nehalem was ignored"))
        #expect(!forced.hasPrefix("core: Nehalem"))
    }

    @Test func requestedCore_isObeyed() throws {
        let requested = try probe(["AFFECT_BLAS_CORE": "Nehalem"])
        #expect(requested.hasPrefix("core: Nehalem,"))
        #expect(requested.hasSuffix("child: nil Nehalem"))
        #expect(
            try probe(["AFFECT_BLAS_CORE": "nehalem", "OPENBLAS_CORETYPE": "Haswell"])
                .hasPrefix("core: Nehalem,"))
    }

    @Test func automaticCore_isTheUsualOne() throws {
        let automatic = try probe(["AFFECT_BLAS_CORE": "auto", "OPENBLAS_CORETYPE": "Nehalem"])
        #expect(automatic.split(separator: ",")[0] == (try probe([:])).split(separator: ",")[0])
    }
    #endif
}
