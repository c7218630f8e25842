import CBLAS
import CBLASCore
import CKernels

/// Which of OpenBLAS's sets of kernels, and of the stream's own, this process uses, and why.
///
/// Estimates are bit-identical only between processes in which both are the same.
public enum BLASCore {
    /// OpenBLAS's name of the set, such as `Haswell` or `Cooperlake`.
    public static var name: String { String(cString: openblas_get_corename()) }

    /// What the stream's own kernels use: `avx512`, `avx2` or `baseline`. `AFFECT_KERNELS` in the environment asks for less
    /// than the processor has.
    public static var instructionSet: String { String(cString: ck_instruction_set()) }

    /// A sentence about what was done to the environment before OpenBLAS read it; nil when nothing was done.
    public static var note: String? {
        note(
            blas_core_decision_taken(), coretype: blas_core_given_coretype().map { String(cString: $0) } ?? "",
            request: blas_core_given_request().map { String(cString: $0) } ?? "",
            processor: blas_core_processor_level())
    }

    static func note(
        _ decision: blas_core_decision, coretype: String, request: String, processor: blas_level
    ) -> String? {
        switch decision {
        case BLAS_CORE_WEAKER_DROPPED:
            "OPENBLAS_CORETYPE=\(coretype) was ignored: this processor has \(instructions(processor)); "
                + "set AFFECT_BLAS_CORE=\(coretype) to force it."
        case BLAS_CORE_UNSUPPORTED_DROPPED:
            "OPENBLAS_CORETYPE=\(coretype) was ignored: this processor has no more than \(instructions(processor)); "
                + "unset it."
        case BLAS_CORE_REQUESTED:
            "AFFECT_BLAS_CORE=\(request) was passed to OpenBLAS."
        case BLAS_CORE_REQUEST_UNSUPPORTED:
            "AFFECT_BLAS_CORE=\(request) was ignored: this processor has no more than \(instructions(processor)); "
                + "unset it or name another core."
        case BLAS_CORE_AUTOMATIC where !coretype.isEmpty:
            "OPENBLAS_CORETYPE=\(coretype) was ignored, because AFFECT_BLAS_CORE is \(request)."
        default: nil
        }
    }

    private static func instructions(_ level: blas_level) -> String {
        switch level {
        case BLAS_LEVEL_AVX512: "AVX-512"
        case BLAS_LEVEL_AVX2: "AVX2"
        case BLAS_LEVEL_AVX: "AVX"
        default: "SSE"
        }
    }
}
