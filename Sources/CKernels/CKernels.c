#include "CKernels.h"
#include <string.h>

typedef float vector __attribute__((vector_size(CK_LANES * sizeof(float)), may_alias));
#define INLINE static inline __attribute__((always_inline))

typedef int32_t mask __attribute__((vector_size(CK_LANES * sizeof(float))));

// Macros, because a vector argument would tie a function to one instruction set.
#define choose(condition, a, b) ((vector)(((condition) & (mask)(a)) | (~(condition) & (mask)(b))))
#define maximum(a, b) \
    ({ \
        const vector first_ = (a), second_ = (b); \
        choose(first_ > second_, first_, second_); \
    })
#define relu(x) \
    ({ \
        const vector value_ = (x); \
        choose(value_ < 0, (vector){0}, value_); \
    })

/// Rational approximation (the one of Eigen), error below 4e-7.
INLINE float hyperbolic_tangent(float x) {
    x = x > 7.90531110763549805f ? 7.90531110763549805f : x;
    x = x < -7.90531110763549805f ? -7.90531110763549805f : x;
    const float s = x * x;
    float p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
    p = p * s + -8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    float q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    return x * p / q;
}

INLINE float sigmoid(float x) { return 0.5f * hyperbolic_tangent(0.5f * x) + 0.5f; }

typedef struct {
    const char *name;
    void (*window_update)(int32_t *, const uint8_t *, const uint8_t *, size_t);
    void (*scale_into_bordered)(const int32_t *, int32_t, int32_t, float, float, float *);
    void (*first_convolution)(const float *const *, int32_t, int32_t, int32_t, const float *, const float *, ck_pooling,
                              float *);
    void (*pool)(const float *, int32_t, int32_t, int32_t, int32_t, const float *, ck_pooling, float *);
    void (*lstm_cell)(const float *, int32_t, int32_t, int32_t, int32_t, const float *, float *, float *);
    void (*maximum_of)(const float *, const float *, float *, size_t);
    void (*bias_relu)(float *, const float *, size_t);
} kernels;

#define CK_SET "baseline"
#define CK_NAME(name) name##_baseline
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CK_SET "avx2"
#define CK_NAME(name) name##_avx2
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#define CK_SET "avx512"
#define CK_NAME(name) name##_avx512
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME
#pragma clang attribute pop
#endif

static const kernels *selected = &kernels_baseline;

// A table instead of ifunc resolvers: those run before the sanitizers are ready.
__attribute__((constructor)) static void select_kernels(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4"))
        selected = &kernels_avx512;
    else if (__builtin_cpu_supports("x86-64-v3"))
        selected = &kernels_avx2;
#endif
}

const char *ck_instruction_set(void) { return selected->name; }

void ck_window_update(int32_t *sum, const uint8_t *incoming, const uint8_t *outgoing, size_t count) {
    selected->window_update(sum, incoming, outgoing, count);
}

void ck_scale_into_bordered(const int32_t *sum, int32_t height, int32_t width, float scale, float offset,
                            float *plane) {
    selected->scale_into_bordered(sum, height, width, scale, offset, plane);
}

void ck_first_convolution(const float *const *planes, int32_t height, int32_t width, int32_t channels,
                          const float *weights, const float *bias, ck_pooling pooling, float *output) {
    selected->first_convolution(planes, height, width, channels, weights, bias, pooling, output);
}

void ck_copy_into_bordered(const float *input, int32_t height, int32_t width, int32_t channels, float *output) {
    const size_t row = (size_t)width * channels;
    for (int32_t y = 0; y < height; y++)
        memcpy(output + ((size_t)(y + 1) * (width + 2) + 1) * channels, input + y * row, row * sizeof(float));
}

void ck_pool(const float *input, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
             const float *bias, ck_pooling pooling, float *output) {
    selected->pool(input, height, width, row_pixels, channels, bias, pooling, output);
}

void ck_lstm_cell(const float *gates, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
                  const float *bias, float *cell, float *hidden) {
    selected->lstm_cell(gates, height, width, row_pixels, channels, bias, cell, hidden);
}

void ck_maximum(const float *a, const float *b, float *output, size_t count) {
    selected->maximum_of(a, b, output, count);
}

void ck_bias_relu(float *x, const float *bias, size_t count) { selected->bias_relu(x, bias, count); }

size_t ck_first_not_finite(const void *floats, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, (const uint8_t *)floats + i * sizeof bits, sizeof bits);
        if ((bits & 0x7f800000u) == 0x7f800000u) return i;
    }
    return count;
}
