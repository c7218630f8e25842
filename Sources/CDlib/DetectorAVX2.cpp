// The detector for x86 processors with AVX2: everything of dlib in a namespace of its own, built for that instruction
// set. The standard headers come first, so that no inline function of theirs is built for it.
#if defined(__x86_64__)
#include "CDlib.h"
#include "DetectorEngine.h"
#include <bits/stdc++.h>
#include <immintrin.h>
#include <pthread.h>
#include <sys/types.h>

#define DLIB_DO_NOT_USE_SIMD_CHECK
#define DLIB_HAVE_SSE2
#define DLIB_HAVE_SSE3
#define DLIB_HAVE_SSE41
#define DLIB_HAVE_AVX
#define DLIB_HAVE_AVX2
#define dlib dlib_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi,bmi2"))), apply_to = function)
#include "DetectorEngine.inl"
#pragma clang attribute pop

std::unique_ptr<detector_engine> make_avx2_engine(const void *bytes, size_t count) {
    std::istringstream in(std::string(static_cast<const char *>(bytes), count));
    return std::make_unique<engine>(in);
}
#endif
