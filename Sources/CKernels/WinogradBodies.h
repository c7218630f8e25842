// Winograd convolution, compiled once for each instruction set as KernelBodies.h is.

// One-dimensional transforms of vectors that lie `step` apart, Bᵀd and Aᵀm of the paper.

INLINE void CK_NAME(input4)(const vector *d, vector *o, const int step) {
    const vector a = d[4 * step] - 4 * d[2 * step], b = d[3 * step] - 4 * d[step];
    const vector e = d[4 * step] - d[2 * step], f = 2 * (d[3 * step] - d[step]);
    o[0] = 4 * d[0] - 5 * d[2 * step] + d[4 * step];
    o[step] = a + b;
    o[2 * step] = a - b;
    o[3 * step] = e + f;
    o[4 * step] = e - f;
    o[5 * step] = 4 * d[step] - 5 * d[3 * step] + d[5 * step];
}

INLINE void CK_NAME(output4)(const vector *m, vector *o, const int step, const int output_step) {
    const vector a = m[step] + m[2 * step], b = m[step] - m[2 * step];
    const vector e = m[3 * step] + m[4 * step], f = m[3 * step] - m[4 * step];
    o[0] = m[0] + a + e;
    o[output_step] = b + 2 * f;
    o[2 * output_step] = a + 4 * e;
    o[3 * output_step] = b + 8 * f + m[5 * step];
}

INLINE void CK_NAME(input2)(const vector *d, vector *o, const int step) {
    o[0] = d[0] - d[2 * step];
    o[step] = d[step] + d[2 * step];
    o[2 * step] = d[2 * step] - d[step];
    o[3 * step] = d[step] - d[3 * step];
}

INLINE void CK_NAME(output2)(const vector *m, vector *o, const int step, const int output_step) {
    o[0] = m[0] + m[step] + m[2 * step];
    o[output_step] = m[step] - m[2 * step] - m[3 * step];
}

/// One tile, 16 channels: `map` points to the tile's first input, `values` to its first position.
INLINE void CK_NAME(input_tile)(const int tile, const float *map, size_t row, size_t pixel, float *values,
                                size_t position) {
    const int side = tile + 2;
    vector d[36], t[36];
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) d[y * side + x] = *(const vector *)(map + y * row + x * pixel);
    for (int x = 0; x < side; x++)
        tile == 4 ? CK_NAME(input4)(d + x, t + x, side) : CK_NAME(input2)(d + x, t + x, side);
    for (int y = 0; y < side; y++)
        tile == 4 ? CK_NAME(input4)(t + y * side, d + y * side, 1) : CK_NAME(input2)(t + y * side, d + y * side, 1);
    for (int p = 0; p < side * side; p++) *(vector *)(values + p * position) = d[p];
}

/// One tile, 16 channels: its tile × tile outputs into `o`.
INLINE void CK_NAME(output_tile)(const int tile, const float *sums, size_t position, vector *o) {
    const int side = tile + 2;
    vector m[36], t[24];
    for (int p = 0; p < side * side; p++) m[p] = *(const vector *)(sums + p * position);
    for (int x = 0; x < side; x++)
        tile == 4 ? CK_NAME(output4)(m + x, t + x, side, side) : CK_NAME(output2)(m + x, t + x, side, side);
    for (int y = 0; y < tile; y++)
        tile == 4 ? CK_NAME(output4)(t + y * side, o + y * tile, 1, 1)
                  : CK_NAME(output2)(t + y * side, o + y * tile, 1, 1);
}

INLINE void CK_NAME(winograd_input_of)(const int tile, ck_tiling tiling, const float *map, int32_t row_pixels,
                                       int32_t channels, float *values) {
    const int positions = (tile + 2) * (tile + 2), tiles = tiling.tiles_down * tiling.tiles_across;
    const size_t position = (size_t)tiling.block_tiles * channels, row = (size_t)row_pixels * channels;
    for (int t = 0; t < tiles; t++) {
        const float *from = map + (t / tiling.tiles_across) * tile * row + (t % tiling.tiles_across) * tile * channels;
        float *to = values + (size_t)(t / tiling.block_tiles) * positions * position +
                    (size_t)(t % tiling.block_tiles) * channels;
        for (int c = 0; c < channels; c += CK_LANES)
            CK_NAME(input_tile)(tile, from + c, row, channels, to + c, position);
    }
}

static void CK_NAME(winograd_input)(ck_tiling tiling, const float *map, int32_t row_pixels, int32_t channels,
                                    float *values) {
    tiling.tile == 4 ? CK_NAME(winograd_input_of)(4, tiling, map, row_pixels, channels, values)
                     : CK_NAME(winograd_input_of)(2, tiling, map, row_pixels, channels, values);
}

/// `rows` tiles times `vectors` × 16 outputs, held in registers over all channels of all operands.
INLINE void CK_NAME(product)(const int rows, const int vectors, const ck_operand *operands, int operand_count,
                             size_t first_row, size_t panel, int adds, float *sums, size_t sum_row) {
    vector sum[CK_ROWS][CK_VECTORS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            sum[r][v] = adds ? *(const vector *)(sums + r * sum_row + v * CK_LANES) : (vector){0};
    for (int i = 0; i < operand_count; i++) {
        const size_t channels = operands[i].channels;
        const float *a = operands[i].values + first_row * channels;
        const float *b = operands[i].weights + panel * channels * CK_LANES;
        for (size_t k = 0; k < channels; k++, a++, b += CK_LANES) {
            vector weight[CK_VECTORS];
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) weight[v] = *(const vector *)(b + v * channels * CK_LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                for (int v = 0; v < vectors; v++) sum[r][v] += a[r * channels] * weight[v];
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) *(vector *)(sums + r * sum_row + v * CK_LANES) = sum[r][v];
}

INLINE void CK_NAME(product_rows)(int rows, const int vectors, const ck_operand *operands, int count, size_t first_row,
                                  size_t panel, int adds, float *sums, size_t sum_row) {
#define CK_CASE(n) \
    case n: CK_NAME(product)(n, vectors, operands, count, first_row, panel, adds, sums, sum_row); break;
    switch (rows) {
        CK_CASE(1) CK_CASE(2) CK_CASE(3)
#if CK_ROWS > 3
        CK_CASE(4) CK_CASE(5) CK_CASE(6)
#endif
#if CK_ROWS > 6
        CK_CASE(7) CK_CASE(8) CK_CASE(9) CK_CASE(10) CK_CASE(11) CK_CASE(12)
#endif
    }
#undef CK_CASE
}

static void CK_NAME(winograd_multiply)(ck_tiling tiling, int32_t block, const ck_product *products,
                                       int32_t product_count, int32_t outputs) {
    const int positions = (tiling.tile + 2) * (tiling.tile + 2);
    const int tiles = tiling.tiles_down * tiling.tiles_across, before = block * tiling.block_tiles;
    const int rows = tiles - before < tiling.block_tiles ? tiles - before : tiling.block_tiles;
    const int groups = (rows + CK_ROWS - 1) / CK_ROWS, panels = outputs / CK_LANES;
    // One position's weights stay in the second-level cache for all products.
    for (int p = 0; p < positions; p++)
        for (const ck_product *product = products; product < products + product_count; product++) {
            const size_t first_row = ((size_t)block * positions + p) * tiling.block_tiles;
            float *sum = product->sums + (size_t)p * tiling.block_tiles * outputs;
            for (int panel = 0; panel < panels;) {
                const int vectors = panels - panel < CK_VECTORS ? panels - panel : CK_VECTORS;
                const size_t weights = (size_t)p * panels + panel;
                float *to = sum + panel * CK_LANES;
                for (int group = 0, row = 0; group < groups; group++) {
                    const int count = rows / groups + (group < rows % groups);
                    if (vectors == CK_VECTORS)
                        CK_NAME(product_rows)(count, CK_VECTORS, product->operands, product->operand_count,
                                              first_row + row, weights, product->adds, to, outputs);
                    else
                        CK_NAME(product_rows)(count, 1, product->operands, product->operand_count, first_row + row,
                                              weights, product->adds, to, outputs);
                    row += count;
                    to += (size_t)count * outputs;
                }
                panel += vectors;
            }
        }
}

INLINE void CK_NAME(winograd_output_of)(const int tile, const int pools, ck_tiling tiling, int32_t block,
                                        const float *sums, int32_t height, int32_t width, int32_t outputs,
                                        const float *bias, float *map, int32_t map_row_pixels) {
    const int tiles = tiling.tiles_down * tiling.tiles_across, first = block * tiling.block_tiles;
    const size_t position = (size_t)tiling.block_tiles * outputs, row = (size_t)map_row_pixels * outputs;
    const int side = pools ? tile / 2 : tile;
    const int rows = pools ? height / 2 : height, columns = pools ? width / 2 : width;
    for (int i = 0; i < tiling.block_tiles && first + i < tiles; i++) {
        const int y0 = (first + i) / tiling.tiles_across * side, x0 = (first + i) % tiling.tiles_across * side;
        for (int c = 0; c < outputs; c += CK_LANES) {
            vector o[16];
            CK_NAME(output_tile)(tile, sums + (size_t)i * outputs + c, position, o);
            for (int y = 0; y < side && y0 + y < rows; y++)
                for (int x = 0; x < side && x0 + x < columns; x++) {
                    vector value = o[y * tile + x];
                    if (pools) {
                        const vector *corner = o + 2 * (y * tile + x);
                        value = maximum(maximum(corner[0], corner[1]), maximum(corner[tile], corner[tile + 1]));
                        value = relu(value + *(const vector *)(bias + c));
                    }
                    *(vector *)(map + (y0 + y) * row + (size_t)(x0 + x) * outputs + c) = value;
                }
        }
    }
}

static void CK_NAME(winograd_output)(ck_tiling tiling, int32_t block, const float *sums, int32_t height, int32_t width,
                                     int32_t outputs, float *map) {
    tiling.tile == 4
        ? CK_NAME(winograd_output_of)(4, 0, tiling, block, sums, height, width, outputs, 0, map, width)
        : CK_NAME(winograd_output_of)(2, 0, tiling, block, sums, height, width, outputs, 0, map, width);
}

static void CK_NAME(winograd_output_pooled)(ck_tiling tiling, int32_t block, const float *sums, int32_t height,
                                            int32_t width, int32_t outputs, const float *bias, float *map,
                                            int32_t map_row_pixels) {
    tiling.tile == 4 ? CK_NAME(winograd_output_of)(4, 1, tiling, block, sums, height, width, outputs, bias, map,
                                                   map_row_pixels)
                     : CK_NAME(winograd_output_of)(2, 1, tiling, block, sums, height, width, outputs, bias, map,
                                                   map_row_pixels);
}
