// The vector loops of the network that OpenBLAS does not offer. All maps are H × W × C floats with C padded to a
// multiple of 16, 64-byte aligned; padded channels are zero. Each function picks its instruction set when the program is
// loaded (AVX-512, AVX2 with FMA, or what the compiler's target has).
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Channels of a map are padded to a multiple of this.
#define CK_LANES 16

/// A pooling kernel, which is its stride too; sizes are rounded down.
typedef struct {
    int32_t height;
    int32_t width;
} ck_pooling;

/// "avx512", "avx2" or "baseline": what the kernels were compiled for on this processor.
const char *_Nonnull ck_instruction_set(void);

/// sum += incoming - outgoing, where there is an outgoing.
void ck_window_update(int32_t *_Nonnull sum, const uint8_t *_Nonnull incoming, const uint8_t *_Nullable outgoing,
                      size_t count);

/// Writes scale * sum + offset into the inside of a plane with a border of one: (height + 2) × (width + 2).
void ck_scale_into_bordered(const int32_t *_Nonnull sum, int32_t height, int32_t width, float scale, float offset,
                            float *_Nonnull plane);

/// 3 × 3 × 3 convolution of one input channel, bias, ReLU and pooling.
/// planes: the three time steps, oldest first, each (height + 2) × (width + 2); weights: 27 × channels.
void ck_first_convolution(const float *_Nonnull const *_Nonnull planes, int32_t height, int32_t width,
                          int32_t channels, const float *_Nonnull weights, const float *_Nonnull bias,
                          ck_pooling pooling, float *_Nonnull output);

/// Copies a map into the inside of one with a border of one pixel: (height + 2) × (width + 2) × channels.
void ck_copy_into_bordered(const float *_Nonnull input, int32_t height, int32_t width, int32_t channels,
                           float *_Nonnull output);

/// Max pooling of a map whose rows lie `row_pixels` pixels apart; with a bias, bias and ReLU come first.
void ck_pool(const float *_Nonnull input, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
             const float *_Nullable bias, ck_pooling pooling, float *_Nonnull output);

/// The elementwise part of a ConvLSTM. gates: height × row_pixels × (i f g o) × channels, without the bias.
/// cell and hidden: height × width × channels.
void ck_lstm_cell(const float *_Nonnull gates, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
                  const float *_Nonnull bias, float *_Nonnull cell, float *_Nonnull hidden);

/// output = max(a, b), elementwise.
void ck_maximum(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull output, size_t count);

/// x = max(x + bias, 0), elementwise; a value that is not a number stays one.
void ck_bias_relu(float *_Nonnull x, const float *_Nonnull bias, size_t count);

/// Index of the first value that is not finite, or count.
size_t ck_first_not_finite(const void *_Nonnull floats, size_t count);

/// SHA-256 (FIPS 180-4).
void ck_sha256(const void *_Nonnull bytes, size_t count, uint8_t digest[_Nonnull 32]);
