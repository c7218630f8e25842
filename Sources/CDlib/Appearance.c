// What the pixels of a crop say about its quality and about whose face it is.
#include "CDlib.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Neighbours `step` bytes apart: adds to `sharp` how much they differ, to `kept` what a mean over five of them leaves.
static void compare(const uint8_t *pixel, ptrdiff_t step, int64_t *sharp, int64_t *kept) {
    const int32_t here = pixel[0], before = pixel[-step];
    const int32_t difference = abs(here - before);
    // The means over five around both, five times as large: they share all but their ends.
    const int32_t blurred = abs(pixel[2 * step] - pixel[-3 * step]);
    const int32_t survives = blurred < 5 * difference ? blurred : 5 * difference;
    *sharp += 5 * difference;
    *kept += survives;
}

/// Takes the mean away from all values; returns the sum of their squares then.
static float centre(float values[cdlib_signature_count]) {
    float mean = 0, squares = 0;
    for (int i = 0; i < cdlib_signature_count; ++i) { mean += values[i] / cdlib_signature_count; }
    for (int i = 0; i < cdlib_signature_count; ++i) {
        values[i] -= mean;
        squares += values[i] * values[i];
    }
    return squares;
}

cdlib_appearance cdlib_look(
    const uint8_t *crop, int32_t width, int32_t height, float signature[cdlib_signature_count],
    float texture[cdlib_signature_count]) {
    const int32_t left = width / 8 > 3 ? width / 8 : 3, top = height / 8 > 3 ? height / 8 : 3;
    const int32_t inner_width = width - 2 * left, inner_height = height - 2 * top;
    int64_t sum = 0, black = 0, white = 0, sharp_x = 1, kept_x = 0, sharp_y = 1, kept_y = 0;
    int64_t sums[cdlib_signature_count], squares[cdlib_signature_count];
    int32_t counts[cdlib_signature_count];
    memset(sums, 0, sizeof sums);
    memset(squares, 0, sizeof squares);
    memset(counts, 0, sizeof counts);
    for (int32_t y = 0; y < inner_height; ++y) {
        const uint8_t *row = crop + (ptrdiff_t)(top + y) * width + left;
        const int32_t fields = y * cdlib_signature_side / inner_height * cdlib_signature_side;
        for (int32_t x = 0; x < inner_width; ++x) {
            const int32_t field = fields + x * cdlib_signature_side / inner_width, level = row[x];
            sum += level;
            black += level <= 8;
            white += level >= 247;
            sums[field] += level;
            squares[field] += level * level;
            counts[field] += 1;
            compare(row + x, 1, &sharp_x, &kept_x);
            compare(row + x, width, &sharp_y, &kept_y);
        }
    }
    for (int i = 0; i < cdlib_signature_count; ++i) {
        const float count = counts[i] > 0 ? (float)counts[i] : 1;
        const int64_t spread = counts[i] * squares[i] - sums[i] * sums[i];
        signature[i] = (float)sums[i] / count;
        texture[i] = log1pf(sqrtf((float)spread) / count);
    }
    const float length = centre(signature);
    const float factor = length > 1 ? 1 / sqrtf(length) : 0;
    for (int i = 0; i < cdlib_signature_count; ++i) { signature[i] *= factor; }
    centre(texture);

    const float area = (float)inner_width * (float)inner_height;
    const float blur_x = (float)kept_x / (float)sharp_x, blur_y = (float)kept_y / (float)sharp_y;
    const cdlib_appearance appearance = {
        (float)sum / area, (float)black / area, (float)white / area, blur_x > blur_y ? blur_x : blur_y};
    return appearance;
}

/// Adds `count` values times the rows of `weights` (count × units) to `sums`.
static void accumulate(const float *values, const float *weights, int32_t count, int32_t units, float *sums) {
    for (int32_t i = 0; i < count; ++i) {
        for (int32_t unit = 0; unit < units; ++unit) { sums[unit] += values[i] * weights[i * units + unit]; }
    }
}

float cdlib_occlusion(
    const float *weights, int32_t units, const float signature[cdlib_signature_count],
    const float texture[cdlib_signature_count]) {
    const float *bias = weights + (ptrdiff_t)2 * cdlib_signature_count * units, *output = bias + units;
    float sums[cdlib_occlusion_units_max];
    memcpy(sums, bias, (size_t)units * sizeof *sums);
    accumulate(signature, weights, cdlib_signature_count, units, sums);
    accumulate(texture, weights + (ptrdiff_t)cdlib_signature_count * units, cdlib_signature_count, units, sums);
    float score = output[units];
    for (int32_t unit = 0; unit < units; ++unit) { score += sums[unit] > 0 ? sums[unit] * output[unit] : 0; }
    return score;
}
