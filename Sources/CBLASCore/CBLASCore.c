#define _POSIX_C_SOURCE 200809L
#include "CBLASCore.h"
#include <stddef.h>
#include <stdlib.h>

// The hook runs before the C library and the sanitizers are ready: it calls nothing of theirs, uses the environment it is
// given, and is not instrumented.
#define EARLY __attribute__((no_builtin, disable_sanitizer_instrumentation, no_stack_protector))

static const char coretype_name[] = "OPENBLAS_CORETYPE=";
static const char request_name[] = "AFFECT_BLAS_CORE=";

static blas_core_decision decision = BLAS_CORE_UNTOUCHED;
static const char *given_coretype;
static const char *given_request;
/// Volatile, because the optimiser runs constructors at compile time and knows nothing of the hook before them.
static volatile int request_was_replaced;
/// Takes the place of an entry of the environment.
static char replacement[64];

EARLY static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

EARLY static int is_same(const char *a, const char *b) {
    for (; *a && *b; a++, b++)
        if (lower(*a) != lower(*b)) return 0;
    return *a == *b;
}

/// What follows `prefix` in `text`, or null.
EARLY static const char *after(const char *text, const char *prefix) {
    for (; *prefix; text++, prefix++)
        if (*text != *prefix) return NULL;
    return text;
}

EARLY blas_level blas_core_level(const char *name) {
    static const struct {
        const char *name;
        blas_level level;
    } cores[] = {
        {"SkylakeX", BLAS_LEVEL_AVX512},  {"Cooperlake", BLAS_LEVEL_AVX512}, {"SapphireRapids", BLAS_LEVEL_AVX512},
        {"Haswell", BLAS_LEVEL_AVX2},     {"Zen", BLAS_LEVEL_AVX2},          {"Excavator", BLAS_LEVEL_AVX2},
        {"Sandybridge", BLAS_LEVEL_AVX},  {"Bulldozer", BLAS_LEVEL_AVX},     {"Piledriver", BLAS_LEVEL_AVX},
        {"Steamroller", BLAS_LEVEL_AVX},  {"Nehalem", BLAS_LEVEL_SSE},       {"Prescott", BLAS_LEVEL_SSE},
        {"Core2", BLAS_LEVEL_SSE},        {"Penryn", BLAS_LEVEL_SSE},        {"Dunnington", BLAS_LEVEL_SSE},
        {"Barcelona", BLAS_LEVEL_SSE},    {"Bobcat", BLAS_LEVEL_SSE},        {"Atom", BLAS_LEVEL_SSE},
        {"Nano", BLAS_LEVEL_SSE},         {"Opteron", BLAS_LEVEL_SSE},       {"Opteron_SSE3", BLAS_LEVEL_SSE},
        {"Athlon", BLAS_LEVEL_SSE},       {"Katmai", BLAS_LEVEL_SSE},        {"Coppermine", BLAS_LEVEL_SSE},
        {"Northwood", BLAS_LEVEL_SSE},    {"Banias", BLAS_LEVEL_SSE},
    };
    for (size_t i = 0; i < sizeof cores / sizeof *cores; i++)
        if (is_same(cores[i].name, name)) return cores[i].level;
    return BLAS_LEVEL_UNKNOWN;
}

EARLY blas_level blas_core_processor_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        return BLAS_LEVEL_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return BLAS_LEVEL_AVX2;
    return __builtin_cpu_supports("avx") ? BLAS_LEVEL_AVX : BLAS_LEVEL_SSE;
#else
    return BLAS_LEVEL_UNKNOWN;
#endif
}

EARLY blas_core_decision blas_core_decide(const char *coretype, const char *requested, blas_level processor) {
    if (requested && *requested) {
        if (is_same(requested, "auto")) return BLAS_CORE_AUTOMATIC;
        if (processor != BLAS_LEVEL_UNKNOWN && blas_core_level(requested) > processor)
            return BLAS_CORE_REQUEST_UNSUPPORTED;
        return BLAS_CORE_REQUESTED;
    }
    if (!coretype || processor == BLAS_LEVEL_UNKNOWN) return BLAS_CORE_UNTOUCHED;
    const blas_level level = blas_core_level(coretype);
    if (level == BLAS_LEVEL_UNKNOWN) return BLAS_CORE_UNTOUCHED;
    if (level > processor) return BLAS_CORE_UNSUPPORTED_DROPPED;
    return level < processor ? BLAS_CORE_WEAKER_DROPPED : BLAS_CORE_UNTOUCHED;
}

EARLY static void request_core(char **slot, const char *core) {
    size_t length = 0;
    for (const char *c = coretype_name; *c; c++) replacement[length++] = *c;
    for (const char *c = core; *c && length < sizeof replacement - 1; c++) replacement[length++] = *c;
    *slot = replacement;
}

EARLY static void choose_core(int count, char **arguments, char **environment) {
    (void)count;
    (void)arguments;
    char **coretype_slot = NULL, **request_slot = NULL;
    for (char **entry = environment; entry && *entry; entry++) {
        const char *value = after(*entry, coretype_name);
        if (value && !coretype_slot) {
            coretype_slot = entry;
            given_coretype = value;
        }
        value = after(*entry, request_name);
        if (value && !request_slot) {
            request_slot = entry;
            given_request = value;
        }
    }
    decision = blas_core_decide(given_coretype, given_request, blas_core_processor_level());
    if (decision == BLAS_CORE_UNTOUCHED) return;
    if (decision == BLAS_CORE_REQUESTED) {
        request_was_replaced = !coretype_slot;
        request_core(coretype_slot ? coretype_slot : request_slot, given_request);
        return;
    }
    for (char **entry = coretype_slot; entry && *entry; entry++) *entry = entry[1];
}

#if defined(__ELF__)
__attribute__((section(".preinit_array"), used, retain)) static void (*const hook)(int, char **, char **) = choose_core;
#endif

/// Children of the process get the request as it was given.
__attribute__((constructor)) static void restore_request(void) {
    if (!request_was_replaced) return;
    unsetenv("OPENBLAS_CORETYPE");
    setenv("AFFECT_BLAS_CORE", given_request, 1);
}

blas_core_decision blas_core_decision_taken(void) { return decision; }
const char *blas_core_given_coretype(void) { return given_coretype; }
const char *blas_core_given_request(void) { return given_request; }
