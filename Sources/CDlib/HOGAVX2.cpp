// HOG for x86 processors with AVX2 and FMA; only called where Detector.cpp has found them.
#if defined(__x86_64__)
#include "HOG.h"
#pragma STDC FP_CONTRACT ON
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "HOG.inl"
#pragma clang attribute pop

const hog_functions hog_avx2 = {describe, score};
#endif
