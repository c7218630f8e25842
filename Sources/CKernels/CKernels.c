#include "CKernels.h"
#include <stdlib.h>
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
                              float *, int32_t);
    void (*winograd_input)(ck_tiling, const float *, int32_t, int32_t, float *);
    void (*winograd_multiply)(ck_tiling, int32_t, const ck_product *, int32_t, int32_t);
    void (*winograd_output)(ck_tiling, int32_t, const float *, int32_t, int32_t, int32_t, float *);
    void (*winograd_output_pooled)(ck_tiling, int32_t, const float *, int32_t, int32_t, int32_t, const float *, float *,
                                   int32_t);
    void (*pool)(const float *, int32_t, int32_t, int32_t, int32_t, const float *, ck_pooling, float *, int32_t);
    void (*lstm_cell)(const float *, int32_t, int32_t, int32_t, const float *, float *, float *, int32_t);
    void (*place)(const float *, const float *, size_t, size_t, float *, size_t);
    void (*bias_relu)(float *, const float *, size_t);
    int64_t (*multiply_add)(int64_t, float, float, float *);
} kernels;

// Rows × vectors are the accumulators of a matrix product: as many as the registers hold.

#define CK_SET "baseline"
#define CK_NAME(name) name##_baseline
#if defined(__aarch64__)
#define CK_ROWS 6
#else
#define CK_ROWS 3
#endif
#define CK_VECTORS 1
#include "WinogradBodies.h"
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME
#undef CK_ROWS
#undef CK_VECTORS

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CK_SET "avx2"
#define CK_NAME(name) name##_avx2
#define CK_ROWS 6
#define CK_VECTORS 1
#include "WinogradBodies.h"
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME
#undef CK_ROWS
#undef CK_VECTORS
#pragma clang attribute pop

// Named one by one, because "arch=x86-64-v4" is tuned to split vectors of 512 bits in two.
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c"))), \
                             apply_to = function)
#define CK_SET "avx512"
#define CK_NAME(name) name##_avx512
#define CK_ROWS 12
#define CK_VECTORS 2
#include "WinogradBodies.h"
#include "KernelBodies.h"
#undef CK_SET
#undef CK_NAME
#undef CK_ROWS
#undef CK_VECTORS
#pragma clang attribute pop
#endif

static const kernels *selected = &kernels_baseline;

#if defined(__x86_64__)
/// AFFECT_KERNELS=baseline|avx2 asks for less than the processor has, so that one machine can repeat another's bits.
static int is_capped(const char *first, const char *second) {
    const char *wanted = getenv("AFFECT_KERNELS");
    return wanted && (strcmp(wanted, first) == 0 || strcmp(wanted, second) == 0);
}
#endif

// A table instead of ifunc resolvers: those run before the sanitizers are ready.
__attribute__((constructor)) static void select_kernels(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4") && !is_capped("baseline", "avx2"))
        selected = &kernels_avx512;
    else if (__builtin_cpu_supports("x86-64-v3") && !is_capped("baseline", "baseline"))
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
                          const float *weights, const float *bias, ck_pooling pooling, float *output,
                          int32_t output_row_pixels) {
    selected->first_convolution(planes, height, width, channels, weights, bias, pooling, output, output_row_pixels);
}

/// The paper's G, in double precision, because it is done once.
void ck_winograd_weights(int32_t tile, const float *kernel, float *transformed) {
    static const double g4[6][3] = {{1. / 4, 0, 0},           {-1. / 6, -1. / 6, -1. / 6}, {-1. / 6, 1. / 6, -1. / 6},
                                    {1. / 24, 1. / 12, 1. / 6}, {1. / 24, -1. / 12, 1. / 6}, {0, 0, 1}};
    static const double g2[4][3] = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};
    const double(*g)[3] = tile == 4 ? g4 : g2;
    for (int y = 0; y < tile + 2; y++)
        for (int x = 0; x < tile + 2; x++) {
            double sum = 0;
            for (int k = 0; k < 9; k++) sum += g[y][k / 3] * g[x][k % 3] * kernel[k];
            transformed[y * (tile + 2) + x] = (float)sum;
        }
}

void ck_winograd_input(ck_tiling tiling, const float *map, int32_t row_pixels, int32_t channels, float *values) {
    selected->winograd_input(tiling, map, row_pixels, channels, values);
}

void ck_winograd_multiply(ck_tiling tiling, int32_t block, const ck_product *products, int32_t product_count,
                          int32_t outputs) {
    selected->winograd_multiply(tiling, block, products, product_count, outputs);
}

void ck_winograd_output(ck_tiling tiling, int32_t block, const float *sums, int32_t height, int32_t width,
                        int32_t outputs, float *map) {
    selected->winograd_output(tiling, block, sums, height, width, outputs, map);
}

void ck_winograd_output_pooled(ck_tiling tiling, int32_t block, const float *sums, int32_t height, int32_t width,
                               int32_t outputs, const float *bias, float *map, int32_t map_row_pixels) {
    selected->winograd_output_pooled(tiling, block, sums, height, width, outputs, bias, map, map_row_pixels);
}

void ck_pool(const float *input, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
             const float *bias, ck_pooling pooling, float *output, int32_t output_row_pixels) {
    selected->pool(input, height, width, row_pixels, channels, bias, pooling, output, output_row_pixels);
}

void ck_lstm_cell(const float *gates, int32_t height, int32_t width, int32_t channels, const float *bias, float *cell,
                  float *hidden, int32_t hidden_row_pixels) {
    selected->lstm_cell(gates, height, width, channels, bias, cell, hidden, hidden_row_pixels);
}

void ck_place(const float *input, const float *partner, size_t rows, size_t count, float *output,
              size_t output_stride) {
    selected->place(input, partner, rows, count, output, output_stride);
}

void ck_bias_relu(float *x, const float *bias, size_t count) { selected->bias_relu(x, bias, count); }

int64_t ck_multiply_add(int64_t iterations, float factor, float addend, float *result) {
    return selected->multiply_add(iterations, factor, addend, result);
}

size_t ck_first_not_finite(const void *floats, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, (const uint8_t *)floats + i * sizeof bits, sizeof bits);
        if ((bits & 0x7f800000u) == 0x7f800000u) return i;
    }
    return count;
}
