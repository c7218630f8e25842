// The vector loops of the network. All maps are H × W × C floats with C padded to a multiple of 16, 64-byte aligned;
// padded channels are zero. A bordered map has a border of zeros, one pixel wide above and on the left and at least as
// wide below and on the right; its pointer is that of the border's corner and its rows lie `row_pixels` pixels apart.
// Each function uses the widest instructions of the processor: AVX-512, AVX2 with FMA, or what the compiler's target has.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Channels of a map are padded to a multiple of this.
#define CK_LANES 16

/// "avx512", "avx2" or "baseline": what the kernels were compiled for on this processor.
const char *_Nonnull ck_instruction_set(void);

// MARK: - The window of crops

/// sum += incoming - outgoing, where there is an outgoing.
void ck_window_update(int32_t *_Nonnull sum, const uint8_t *_Nonnull incoming, const uint8_t *_Nullable outgoing,
                      size_t count);

/// Writes scale * sum + offset into the inside of a one-channel bordered map of (height + 2) × (width + 2).
void ck_scale_into_bordered(const int32_t *_Nonnull sum, int32_t height, int32_t width, float scale, float offset,
                            float *_Nonnull plane);

// MARK: - Convolution of one input channel

/// A max pooling kernel, which is its stride too; sizes are rounded down.
typedef struct {
    int32_t height;
    int32_t width;
} ck_pooling;

/// 3 × 3 × 3 convolution of one input channel, bias, ReLU and pooling.
/// planes: the three time steps, oldest first, each (height + 2) × (width + 2); weights: 27 × channels.
/// output: rows of pooled pixels, `output_row_pixels` apart.
void ck_first_convolution(const float *_Nonnull const *_Nonnull planes, int32_t height, int32_t width,
                          int32_t channels, const float *_Nonnull weights, const float *_Nonnull bias,
                          ck_pooling pooling, float *_Nonnull output, int32_t output_row_pixels);

// MARK: - Winograd convolution, F(m × m, 3 × 3)
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016). A map is cut into tiles of m × m outputs; a
// tile's (m + 2)² inputs become as many transformed values ("positions"), and for each position the tiles' channels times
// the transformed weights are one matrix product. Transformed inputs of earlier time steps are kept, so that a step
// transforms its newest input only.

typedef struct {
    /// m: 2 or 4.
    int32_t tile;
    int32_t tiles_down;
    int32_t tiles_across;
    /// Tiles are worked on in blocks of this many.
    int32_t block_tiles;
} ck_tiling;

/// A transformed time step, [block][position][tile of the block][channel], and the weights it is to be multiplied with,
/// [position][outputs / 16][channel][16].
typedef struct {
    const float *_Nonnull values;
    const float *_Nonnull weights;
    int32_t channels;
} ck_operand;

/// A matrix product for each position: sums[position][tile of the block][output] = (or +=) the sum over the operands of values
/// times weights. Products that are computed together have as many operands each as they like, but the same weights.
typedef struct {
    const ck_operand *_Nonnull operands;
    int32_t operand_count;
    int32_t adds;
    float *_Nonnull sums;
} ck_product;

/// Transforms one 3 × 3 kernel into (m + 2)² values.
void ck_winograd_weights(int32_t tile, const float *_Nonnull kernel, float *_Nonnull transformed);

/// Transforms a bordered map; reads (tiles × m + 2) rows and columns of it.
void ck_winograd_input(ck_tiling tiling, const float *_Nonnull map, int32_t row_pixels, int32_t channels,
                       float *_Nonnull values);

/// Computes products for one block, of one face each, reading each weight once for all of them. What a product gives does not
/// depend on the others.
void ck_winograd_multiply(ck_tiling tiling, int32_t block, const ck_product *_Nonnull products, int32_t product_count,
                          int32_t outputs);

/// Transforms a block's sums back into a map of height × width, without bias.
void ck_winograd_output(ck_tiling tiling, int32_t block, const float *_Nonnull sums, int32_t height, int32_t width,
                        int32_t outputs, float *_Nonnull map);

/// The same with bias, ReLU and 2 × 2 pooling into a map of (height / 2) × (width / 2).
void ck_winograd_output_pooled(ck_tiling tiling, int32_t block, const float *_Nonnull sums, int32_t height,
                               int32_t width, int32_t outputs, const float *_Nonnull bias, float *_Nonnull map,
                               int32_t map_row_pixels);

// MARK: - Elementwise

/// Max pooling of a map whose rows lie `row_pixels` pixels apart; with a bias, bias and ReLU come first.
void ck_pool(const float *_Nonnull input, int32_t height, int32_t width, int32_t row_pixels, int32_t channels,
             const float *_Nullable bias, ck_pooling pooling, float *_Nonnull output, int32_t output_row_pixels);

/// The elementwise part of a ConvLSTM. gates: pixels × (i f g o) × channels, without the bias.
/// cell: height × width × channels; hidden: rows `hidden_row_pixels` pixels apart.
void ck_lstm_cell(const float *_Nonnull gates, int32_t height, int32_t width, int32_t channels,
                  const float *_Nonnull bias, float *_Nonnull cell, float *_Nonnull hidden, int32_t hidden_row_pixels);

/// Copies `rows` rows of `count` floats into a map with `output_stride` floats a row; where there is a partner, its maximum
/// with the input is written instead.
void ck_place(const float *_Nonnull input, const float *_Nullable partner, size_t rows, size_t count,
              float *_Nonnull output, size_t output_stride);

/// x = max(x + bias, 0), elementwise; a value that is not a number stays one.
void ck_bias_relu(float *_Nonnull x, const float *_Nonnull bias, size_t count);

// MARK: - The processor's peak

/// x = x * factor + addend, `iterations` times, on as many independent x as the accumulators of a matrix product; no memory
/// is touched. `result` gets their sum. Returns the floating-point operations done.
int64_t ck_multiply_add(int64_t iterations, float factor, float addend, float *_Nonnull result);

// MARK: - Files

/// Index of the first value that is not finite, or count.
size_t ck_first_not_finite(const void *_Nonnull floats, size_t count);

/// SHA-256 (FIPS 180-4).
void ck_sha256(const void *_Nonnull bytes, size_t count, uint8_t digest[_Nonnull 32]);
