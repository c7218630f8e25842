// Resampling in whole numbers, so that the same picture gives the same bytes on every processor.
#include "CDlib.h"
#include <math.h>
#include <string.h>

/// Coordinates are in 1/65536 of a pixel.
enum { fraction_bits = 16, one = 1 << fraction_bits };

/// Cuts `first ..< last` down to the x where `0 <= start + x * step < limit`.
static void keep_inside(int64_t start, int64_t step, int64_t limit, int32_t *first, int32_t *last) {
    if (step == 0) {
        if (start < 0 || start >= limit) { *last = *first; }
        return;
    }
    while (*first < *last && (start + *first * step < 0 || start + *first * step >= limit)) { ++*first; }
    while (*first < *last && (start + (*last - 1) * step < 0 || start + (*last - 1) * step >= limit)) { --*last; }
}

static inline int64_t limited(int64_t value, int64_t highest) {
    return value < 0 ? 0 : value > highest ? highest : value;
}

static inline uint8_t blend(const uint8_t *upper, const uint8_t *lower, int32_t right, int64_t u, int64_t v) {
    const int32_t fx = (int32_t)(u >> 8) & 255, fy = (int32_t)(v >> 8) & 255;
    const int32_t above = upper[0] * (256 - fx) + upper[right] * fx;
    const int32_t below = lower[0] * (256 - fx) + lower[right] * fx;
    return (uint8_t)((above * (256 - fy) + below * fy + 32768) >> 16);
}

int32_t cdlib_warp(cdlib_image image, cdlib_similarity transform, uint8_t *output, int32_t width, int32_t height) {
    const double reach = (fabs((double)transform.a) + fabs((double)transform.b)) * (width + height)
        + fabs((double)transform.tx) + fabs((double)transform.ty);
    if (!(reach < 8388608.0) || image.width < 1 || image.height < 1) {
        memset(output, 0, (size_t)width * (size_t)height);
        return -1;
    }
    const int64_t a = llrint(transform.a * (double)one), b = llrint(transform.b * (double)one);
    const int64_t u0 = llrint(transform.tx * (double)one), v0 = llrint(transform.ty * (double)one);
    const int64_t last_u = (int64_t)(image.width - 1) * one, last_v = (int64_t)(image.height - 1) * one;
    int32_t outside = 0;
    for (int32_t y = 0; y < height; ++y) {
        const int64_t u_row = u0 - b * y, v_row = v0 + a * y;
        int32_t first = 0, last = width;
        keep_inside(u_row, a, last_u, &first, &last);
        keep_inside(v_row, b, last_v, &first, &last);
        for (int32_t x = 0; x < width; ++x) {
            if (x == first && first < last) {
                // All four pixels are there: no test for each of them.
                int64_t u = u_row + a * x, v = v_row + b * x;
                const uint8_t *upper = image.pixels + (ptrdiff_t)(v >> fraction_bits) * image.stride;
                for (; b == 0 && x < last; ++x, u += a) {
                    const uint8_t *left = upper + (u >> fraction_bits);
                    output[x] = blend(left, left + image.stride, 1, u, v);
                }
                for (; x < last; ++x, u += a, v += b) {
                    upper = image.pixels + (ptrdiff_t)(v >> fraction_bits) * image.stride + (u >> fraction_bits);
                    output[x] = blend(upper, upper + image.stride, 1, u, v);
                }
                if (x == width) { break; }
            }
            const int64_t u_exact = u_row + a * x, v_exact = v_row + b * x;
            const int64_t u = limited(u_exact, last_u), v = limited(v_exact, last_v);
            // Half a pixel beyond the centre of the outermost pixel is still the picture.
            outside += u_exact < u - one / 2 || u_exact > u + one / 2 || v_exact < v - one / 2 || v_exact > v + one / 2;
            const uint8_t *upper = image.pixels + (v >> fraction_bits) * image.stride + (u >> fraction_bits);
            output[x] = blend(
                upper, upper + (v < last_v ? image.stride : 0), u < last_u ? 1 : 0, u, v);
        }
        output += width;
    }
    return outside;
}

/// Means of `factor` neighbouring columns; built for the usual factors one by one, so that the division is by a constant.
__attribute__((always_inline)) static inline void average(
    const uint32_t *columns, int32_t count, uint32_t factor, uint8_t *output) {
    const uint32_t area = factor * factor;
    for (int32_t k = 0; k < count; ++k) {
        uint32_t sum = area / 2;
        for (uint32_t i = 0; i < factor; ++i) { sum += columns[(uint32_t)k * factor + i]; }
        output[k] = (uint8_t)(sum / area);
    }
}

void cdlib_shrink(
    cdlib_image image, int32_t left, int32_t top, int32_t factor, uint8_t *output, int32_t width, int32_t height) {
    enum { chunk = 1024 };
    uint32_t sums[chunk];
    const int32_t squares = chunk / factor;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *rows = image.pixels + (ptrdiff_t)(top + y * factor) * image.stride + left;
        for (int32_t x = 0; x < width; x += squares) {
            const int32_t count = width - x < squares ? width - x : squares, columns = count * factor;
            for (int32_t i = 0; i < columns; ++i) { sums[i] = rows[x * factor + i]; }
            for (int32_t j = 1; j < factor; ++j) {
                const uint8_t *row = rows + (ptrdiff_t)j * image.stride + x * factor;
                for (int32_t i = 0; i < columns; ++i) { sums[i] += row[i]; }
            }
            switch (factor) {
            case 2: average(sums, count, 2, output); break;
            case 3: average(sums, count, 3, output); break;
            case 4: average(sums, count, 4, output); break;
            default: average(sums, count, (uint32_t)factor, output);
            }
            output += count;
        }
    }
}
