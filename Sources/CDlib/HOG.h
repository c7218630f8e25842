// Histograms of oriented gradients (Felzenszwalb et al. 2010) as dlib computes them, and filters on them.
//
// After dlib's image_transforms/fhog.h (Davis E. King, Boost Software License 1.0), which goes back to voc-release (Ross
// Girshick, Pedro Felzenszwalb, Deva Ramanan, MIT licence). dlib's own code allocates at every call and spends most of its time in planes of single features; here the 31 features
// of a cell stand side by side, and nothing is allocated. The functions are built once for every processor and once
// for AVX2.
#pragma once
#include <cstddef>
#include <cstdint>

/// Side of a cell in pixels, features of a cell (with one of zero at the end), cells of a filter in each direction.
enum { hog_cell = 8, hog_features = 32, hog_window = 10, hog_filters = 5 };
/// Floats kept for the histogram of a cell, 18 directions and zeros, and for the four corners of a block, 20 directions.
enum { hog_histogram = 24, hog_corners = 80 };
/// Cells of zeros around the features, before and after: a window may reach beyond the picture by as many.
enum { hog_before = 4, hog_after = 5 };

constexpr float hog_not_scored = -1e30f;

/// Memory for one level of the pyramid, in floats where nothing else is said.
struct hog_memory {
    float *magnitudes;       // width
    int32_t *directions;     // width, times four
    float *band;             // (columns + 1) × 2 × hog_corners
    float *histograms;       // (rows + 2) × (columns + 2) × hog_histogram
    float *energies;         // rows × columns
    float *features;         // (rows - 2 + 9) × (columns - 2 + 9) × hog_features
    float *scores;           // hog_filters × positions
    float *sums;             // positions of a row × hog_filters × 8
    uint8_t *marks;          // positions
};

/// The cells of a picture.
inline int32_t hog_cells(int32_t pixels) { return (pixels + hog_cell / 2) / hog_cell; }

/// Which windows are tried: their first cells, counted in the cells of the padded features.
struct hog_positions {
    int32_t top, left, rows, columns;
};

struct hog_functions {
    /// Features of a picture with at least 3 × 3 cells.
    void (*describe)(const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, const hog_memory &memory);
    /// `scores[filter][row][column]`: at every second row and column, and around those where one of the filters scores at
    /// least `promising[filter]`; elsewhere hog_not_scored. `weights` is rows × columns × (hog_features / 8) × hog_filters × 8
    /// of a window.
    void (*score)(
        int32_t padded_columns, hog_positions positions, const float *weights, const float *promising,
        const hog_memory &memory);
};

extern const hog_functions hog_baseline;
#if defined(__x86_64__)
extern const hog_functions hog_avx2;
#endif
