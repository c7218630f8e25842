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

cdlib_appearance cdlib_look(
    const uint8_t *crop, int32_t width, int32_t height, float signature[cdlib_signature_count]) {
    const int32_t left = width / 8 > 3 ? width / 8 : 3, top = height / 8 > 3 ? height / 8 : 3;
    const int32_t inner_width = width - 2 * left, inner_height = height - 2 * top;
    int64_t sum = 0, black = 0, white = 0, sharp_x = 1, kept_x = 0, sharp_y = 1, kept_y = 0;
    float sums[cdlib_signature_count];
    int32_t counts[cdlib_signature_count];
    memset(sums, 0, sizeof sums);
    memset(counts, 0, sizeof counts);
    for (int32_t y = 0; y < inner_height; ++y) {
        const uint8_t *row = crop + (ptrdiff_t)(top + y) * width + left;
        const int32_t fields = y * cdlib_signature_side / inner_height * cdlib_signature_side;
        for (int32_t x = 0; x < inner_width; ++x) {
            const int32_t field = fields + x * cdlib_signature_side / inner_width;
            sum += row[x];
            black += row[x] <= 8;
            white += row[x] >= 247;
            sums[field] += row[x];
            counts[field] += 1;
            compare(row + x, 1, &sharp_x, &kept_x);
            compare(row + x, width, &sharp_y, &kept_y);
        }
    }
    float mean = 0, squares = 0;
    for (int i = 0; i < cdlib_signature_count; ++i) {
        signature[i] = counts[i] > 0 ? sums[i] / (float)counts[i] : 0;
        mean += signature[i] / cdlib_signature_count;
    }
    for (int i = 0; i < cdlib_signature_count; ++i) {
        signature[i] -= mean;
        squares += signature[i] * signature[i];
    }
    const float factor = squares > 1 ? 1 / sqrtf(squares) : 0;
    for (int i = 0; i < cdlib_signature_count; ++i) { signature[i] *= factor; }

    const float area = (float)inner_width * (float)inner_height;
    const float blur_x = (float)kept_x / (float)sharp_x, blur_y = (float)kept_y / (float)sharp_y;
    const cdlib_appearance appearance = {
        (float)sum / area, (float)black / area, (float)white / area, blur_x > blur_y ? blur_x : blur_y};
    return appearance;
}
