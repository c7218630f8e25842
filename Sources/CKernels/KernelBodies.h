// Bodies of the kernels, compiled once for each instruction set: CK_SUFFIX names the set.
// NaN stays NaN in ReLU (comparison order), so that a broken state shows in the output.

static void CK_NAME(window_update)(int32_t *restrict sum, const uint8_t *restrict incoming,
                                   const uint8_t *restrict outgoing, size_t count) {
    if (!outgoing) {
        for (size_t i = 0; i < count; i++) sum[i] += incoming[i];
        return;
    }
    for (size_t i = 0; i < count; i++) sum[i] += incoming[i] - outgoing[i];
}

static void CK_NAME(scale_into_bordered)(const int32_t *restrict sum, int32_t height, int32_t width, float scale,
                                         float offset, float *restrict plane) {
    for (int32_t y = 0; y < height; y++) {
        float *row = plane + (size_t)(y + 1) * (width + 2) + 1;
        const int32_t *from = sum + (size_t)y * width;
        for (int32_t x = 0; x < width; x++) row[x] = (float)from[x] * scale + offset;
    }
}

static void CK_NAME(first_convolution)(const float *const *planes, int32_t height, int32_t width, int32_t channels,
                                       const float *restrict weights, const float *restrict bias, ck_pooling pooling,
                                       float *restrict output, int32_t output_row_pixels) {
    const size_t stride = width + 2;
    const int32_t rows = height / pooling.height, columns = width / pooling.width;
    const int pairs = pooling.height == 2 && pooling.width == 2;
    for (int32_t c = 0; c < channels; c += CK_LANES)
        for (int32_t y = 0; y < rows; y++)
            for (int32_t x = 0; x < columns; x++) {
                vector best;
                if (pairs) {
                    vector a = {0}, b = {0}, d = {0}, e = {0};
                    for (int t = 0; t < 3; t++)
                        for (int ky = 0; ky < 3; ky++) {
                            const float *p = planes[t] + (2 * y + ky) * stride + 2 * x, *q = p + stride;
                            const float *w = weights + (size_t)(t * 9 + ky * 3) * channels + c;
                            for (int kx = 0; kx < 3; kx++, w += channels) {
                                const vector weight = *(const vector *)w;
                                a += p[kx] * weight;
                                b += p[kx + 1] * weight;
                                d += q[kx] * weight;
                                e += q[kx + 1] * weight;
                            }
                        }
                    best = maximum(maximum(a, b), maximum(d, e));
                } else {
                    for (int32_t py = 0; py < pooling.height; py++)
                        for (int32_t px = 0; px < pooling.width; px++) {
                            vector a = {0};
                            for (int t = 0; t < 3; t++)
                                for (int k = 0; k < 9; k++) {
                                    const size_t row = (size_t)y * pooling.height + py + k / 3;
                                    const size_t column = (size_t)x * pooling.width + px + k % 3;
                                    a += planes[t][row * stride + column] *
                                         *(const vector *)(weights + (size_t)(t * 9 + k) * channels + c);
                                }
                            best = py + px ? maximum(best, a) : a;
                        }
                }
                *(vector *)(output + ((size_t)y * output_row_pixels + x) * channels + c) =
                    relu(best + *(const vector *)(bias + c));
            }
}

static void CK_NAME(pool)(const float *restrict input, int32_t height, int32_t width, int32_t row_pixels,
                          int32_t channels, const float *restrict bias, ck_pooling pooling, float *restrict output,
                          int32_t output_row_pixels) {
    const int32_t rows = height / pooling.height, columns = width / pooling.width;
    for (int32_t y = 0; y < rows; y++)
        for (int32_t x = 0; x < columns; x++)
            for (int32_t c = 0; c < channels; c += CK_LANES) {
                const size_t first = ((size_t)y * pooling.height * row_pixels + (size_t)x * pooling.width) * channels;
                vector best = *(const vector *)(input + first + c);
                for (int32_t py = 0; py < pooling.height; py++)
                    for (int32_t px = 0; px < pooling.width; px++) {
                        const size_t pixel = (size_t)py * row_pixels + px;
                        best = maximum(best, *(const vector *)(input + first + pixel * channels + c));
                    }
                *(vector *)(output + ((size_t)y * output_row_pixels + x) * channels + c) =
                    bias ? relu(best + *(const vector *)(bias + c)) : best;
            }
}

static void CK_NAME(lstm_cell)(const float *restrict gates, int32_t height, int32_t width, int32_t channels,
                               const float *restrict bias, float *restrict cell, float *restrict hidden,
                               int32_t hidden_row_pixels) {
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++) {
            const float *g = gates + ((size_t)y * width + x) * 4 * channels;
            float *c = cell + ((size_t)y * width + x) * channels;
            float *h = hidden + ((size_t)y * hidden_row_pixels + x) * channels;
            for (int32_t i = 0; i < channels; i++) {
                const float input = sigmoid(g[i] + bias[i]), forget = sigmoid(g[channels + i] + bias[channels + i]);
                const float update = hyperbolic_tangent(g[2 * channels + i] + bias[2 * channels + i]);
                const float out = sigmoid(g[3 * channels + i] + bias[3 * channels + i]);
                c[i] = forget * c[i] + input * update;
                h[i] = out * hyperbolic_tangent(c[i]);
            }
        }
}

static void CK_NAME(place)(const float *restrict input, const float *restrict partner, size_t rows, size_t count,
                           float *restrict output, size_t output_stride) {
    for (size_t row = 0; row < rows; row++, input += count, output += output_stride) {
        if (!partner) {
            for (size_t i = 0; i < count; i++) output[i] = input[i];
            continue;
        }
        for (size_t i = 0; i < count; i++) output[i] = input[i] > partner[i] ? input[i] : partner[i];
        partner += count;
    }
}

static void CK_NAME(bias_relu)(float *restrict x, const float *restrict bias, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const float value = x[i] + bias[i];
        x[i] = value < 0 ? 0 : value;
    }
}

static int64_t CK_NAME(multiply_add)(int64_t iterations, float factor, float addend, float *result) {
    vector sum[CK_ROWS * CK_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < CK_ROWS * CK_VECTORS; v++) sum[v] = (vector){0} + (float)v;
    for (int64_t i = 0; i < iterations; i++)
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_ROWS * CK_VECTORS; v++) sum[v] = sum[v] * factor + addend;
    vector total = {0};
    for (int v = 0; v < CK_ROWS * CK_VECTORS; v++) total += sum[v];
    *result = 0;
    for (int lane = 0; lane < CK_LANES; lane++) *result += total[lane];
    return iterations * CK_ROWS * CK_VECTORS * CK_LANES * 2;
}

static const kernels CK_NAME(kernels) = {
    CK_SET,
    CK_NAME(window_update),
    CK_NAME(scale_into_bordered),
    CK_NAME(first_convolution),
    CK_NAME(winograd_input),
    CK_NAME(winograd_multiply),
    CK_NAME(winograd_output),
    CK_NAME(winograd_output_pooled),
    CK_NAME(pool),
    CK_NAME(lstm_cell),
    CK_NAME(place),
    CK_NAME(bias_relu),
    CK_NAME(multiply_add),
};
