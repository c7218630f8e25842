// Chooses OpenBLAS's kernels before its constructor does.
//
// OpenBLAS reads OPENBLAS_CORETYPE once, while it is loaded. Where that variable was set for another machine, it halves the
// speed or ends the process with an illegal instruction. A function in .preinit_array, which runs before the constructors of any
// library, edits the environment: a core that does not fit the processor is dropped, and AFFECT_BLAS_CORE=<name|auto> says
// what is wanted in this program. The section is possible in executables only: link this target statically.
#pragma once

/// What instructions a core's kernels need, or a processor has.
typedef enum {
    BLAS_LEVEL_UNKNOWN = -1,
    BLAS_LEVEL_SSE = 0,
    BLAS_LEVEL_AVX = 1,
    BLAS_LEVEL_AVX2 = 2,
    BLAS_LEVEL_AVX512 = 3,
} blas_level;

typedef enum {
    /// No variable is set, or the one that is fits.
    BLAS_CORE_UNTOUCHED,
    /// OPENBLAS_CORETYPE names kernels for less than the processor has.
    BLAS_CORE_WEAKER_DROPPED,
    /// OPENBLAS_CORETYPE names kernels that the processor cannot run.
    BLAS_CORE_UNSUPPORTED_DROPPED,
    /// AFFECT_BLAS_CORE names a core.
    BLAS_CORE_REQUESTED,
    /// AFFECT_BLAS_CORE names kernels that the processor cannot run: OpenBLAS chooses.
    BLAS_CORE_REQUEST_UNSUPPORTED,
    /// AFFECT_BLAS_CORE is "auto": OpenBLAS chooses.
    BLAS_CORE_AUTOMATIC,
} blas_core_decision;

/// What would be done for the values of the two variables (null where not set) on such a processor.
blas_core_decision blas_core_decide(const char *_Nullable coretype, const char *_Nullable requested,
                                    blas_level processor);

/// The level that a core's kernels need, by OpenBLAS's name of it, whatever the case of its letters.
blas_level blas_core_level(const char *_Nonnull name);

/// Of this processor; unknown on others than x86-64.
blas_level blas_core_processor_level(void);

/// What was done in this process.
blas_core_decision blas_core_decision_taken(void);

/// The values of the variables as the process got them; null where not set.
const char *_Nullable blas_core_given_coretype(void);
const char *_Nullable blas_core_given_request(void);
