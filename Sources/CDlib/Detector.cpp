// Searches a pyramid of a picture for windows that one of the filters likes, as dlib's object_detector does.
#include "CDlib.h"
#include "Failure.h"
#include "FilterFile.h"
#include <algorithm>
#include <cmath>

namespace {
struct hit {
    double left, top, width, height;
    float score;
    int filter;

    double area() const { return width * height; }
};

/// The best first; among equals the one further up and left, so that the order does not depend on the search.
bool precedes(const hit &a, const hit &b) {
    if (a.score != b.score) { return a.score > b.score; }
    if (a.top != b.top) { return a.top < b.top; }
    if (a.left != b.left) { return a.left < b.left; }
    return a.filter < b.filter;
}

/// A window one cell from the best one scores less by no more than this, but for the odd face.
constexpr float promising_distance = 1.2f;

/// Which sides of a region are cut by the picture's border: there windows may reach beyond it.
struct cut_sides {
    bool left, top, right, bottom;
};
}  // namespace

struct cdlib_detector {
    hog_filter_bank bank;
    const hog_functions *hog;
    const char *instructions;
    std::vector<uint8_t> shrunk, resampled, levels[2];
    std::vector<float> floats;
    std::vector<int32_t> directions;
    std::vector<uint8_t> marks;
    std::vector<hit> hits, kept;

    cdlib_image resample(cdlib_image image, float scale);
    cdlib_image next_level(cdlib_image image, int level);
    hog_memory memory(int32_t width, int32_t height);
    void search(cdlib_image image, cut_sides cut, int32_t level, float threshold);
    void keep_best();
};

/// `image` at `scale`: averaged when it becomes smaller by two or more, then bilinear.
cdlib_image cdlib_detector::resample(cdlib_image image, float scale) {
    double step = 1 / double(scale);
    const int32_t factor = int32_t(std::min({step, 128.0, double(image.width), double(image.height)}));
    if (factor >= 2) {
        const int32_t width = image.width / factor, height = image.height / factor;
        shrunk.resize(size_t(width) * height);
        cdlib_shrink(image, 0, 0, factor, shrunk.data(), width, height);
        image = {shrunk.data(), width, height, width};
        step /= factor;
    }
    const int32_t width = std::max(1, int32_t(image.width / step)), height = std::max(1, int32_t(image.height / step));
    resampled.resize(size_t(width) * height);
    const float shift = float(0.5 * step - 0.5);
    cdlib_warp(image, {float(step), 0, shift, shift}, resampled.data(), width, height);
    return {resampled.data(), width, height, width};
}

/// Five sixths of `image`, its corners on the corners.
cdlib_image cdlib_detector::next_level(cdlib_image image, int level) {
    const int32_t width = 5 * image.width / 6, height = 5 * image.height / 6;
    std::vector<uint8_t> &pixels = levels[level % 2];
    if (pixels.size() < size_t(width) * height) { pixels.resize(size_t(width) * height); }
    const float step = float(image.width - 1) / float(std::max(width - 1, 1));
    cdlib_warp(image, {step, 0, 0, 0}, pixels.data(), width, height);
    return {pixels.data(), width, height, width};
}

/// Memory for a level of this size, from the front of what is there; grows when it must.
hog_memory cdlib_detector::memory(int32_t width, int32_t height) {
    const size_t rows = hog_cells(height), columns = hog_cells(width);
    const size_t padded = (rows + 7) * (columns + 7);
    const size_t sizes[] = {
        size_t(width) + 8, (columns + 1) * 2 * hog_corners, (rows + 2) * (columns + 2) * hog_histogram, rows * columns,
        padded * hog_features, padded * hog_filters, padded * hog_filters * 8 / (rows + 7)};
    size_t total = 0;
    for (size_t size : sizes) { total += size; }
    if (floats.size() < total) { floats.resize(total); }
    if (directions.size() < sizes[0]) { directions.resize(sizes[0]); }
    if (marks.size() < padded) { marks.resize(padded); }
    float *next = floats.data();
    auto take = [&](int index) {
        float *taken = next;
        next += sizes[index];
        return taken;
    };
    hog_memory memory;
    memory.directions = directions.data();
    memory.marks = marks.data();
    memory.magnitudes = take(0);
    memory.band = take(1);
    memory.histograms = take(2);
    memory.energies = take(3);
    memory.features = take(4);
    memory.scores = take(5);
    memory.sums = take(6);
    return memory;
}

/// Adds the hits in one level, in pixels of the lowest one.
void cdlib_detector::search(cdlib_image image, cut_sides cut, int32_t level, float threshold) {
    const int32_t rows = hog_cells(image.height) - 2, columns = hog_cells(image.width) - 2;
    if (rows < 1 || columns < 1 || image.width < 10) { return; }
    const int32_t top = cut.top ? 0 : hog_before, left = cut.left ? 0 : hog_before;
    const int32_t bottom = rows + hog_before + (cut.bottom ? hog_after : 0) - hog_window;
    const int32_t right = columns + hog_before + (cut.right ? hog_after : 0) - hog_window;
    const hog_positions positions = {top, left, bottom - top + 1, right - left + 1};
    if (positions.rows < 1 || positions.columns < 1) { return; }

    const hog_memory space = memory(image.width, image.height);
    hog->describe(image.pixels, image.width, image.height, image.stride, space);
    float promising[hog_filters];
    for (int filter = 0; filter < hog_filters; ++filter) {
        promising[filter] = bank.thresholds[filter] + threshold - promising_distance;
    }
    hog->score(columns + hog_before + hog_after, positions, bank.weights.data(), promising, space);

    const double up = std::pow(1.2, level);
    const double side = ((hog_window - 1) * hog_cell + 1) * up;
    const float *score = space.scores;
    for (int filter = 0; filter < hog_filters; ++filter) {
        const float least = bank.thresholds[filter] + threshold;
        for (int32_t row = 0; row < positions.rows; ++row) {
            for (int32_t column = 0; column < positions.columns; ++column, ++score) {
                if (*score < least) { continue; }
                // From the centre of the window's first cell to that of its last one.
                const double x = (left + column + 1 - hog_before) * hog_cell + hog_cell / 2 + 1;
                const double y = (top + row + 1 - hog_before) * hog_cell + hog_cell / 2 + 1;
                hits.push_back({x * up, y * up, side, side, *score - bank.thresholds[filter], filter});
            }
        }
    }
}

/// Of hits that overlap only the best stays.
void cdlib_detector::keep_best() {
    std::sort(hits.begin(), hits.end(), precedes);
    kept.clear();
    for (const hit &one : hits) {
        const bool is_covered = std::any_of(kept.begin(), kept.end(), [&](const hit &other) {
            const double left = std::max(one.left, other.left), top = std::max(one.top, other.top);
            const double right = std::min(one.left + one.width, other.left + other.width);
            const double bottom = std::min(one.top + one.height, other.top + other.height);
            if (right <= left || bottom <= top) { return false; }
            const double shared = (right - left) * (bottom - top);
            const double both =
                (std::max(one.left + one.width, other.left + other.width) - std::min(one.left, other.left))
                * (std::max(one.top + one.height, other.top + other.height) - std::min(one.top, other.top));
            return shared > bank.shared_of_both * both || shared > bank.shared_of_one * std::min(one.area(), other.area());
        });
        if (!is_covered) { kept.push_back(one); }
    }
}

extern "C" cdlib_detector *cdlib_detector_create(
    const void *bytes, size_t count, bool baseline, char *error, size_t error_capacity) {
    return null_on_failure<cdlib_detector>(error, error_capacity, [&] {
        auto detector = std::make_unique<cdlib_detector>();
        detector->bank = read_filters(bytes, count);
        detector->hog = &hog_baseline;
        detector->instructions = "baseline";
#if defined(__x86_64__)
        if (!baseline && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            detector->hog = &hog_avx2;
            detector->instructions = "AVX2";
        }
#endif
        detector->hits.reserve(1024);
        detector->kept.reserve(64);
        return detector;
    });
}

extern "C" void cdlib_detector_destroy(cdlib_detector *detector) { delete detector; }

extern "C" const char *cdlib_detector_instructions(const cdlib_detector *detector) { return detector->instructions; }

extern "C" int32_t cdlib_detector_find(
    cdlib_detector *detector, cdlib_image image, cdlib_box region, float scale, int32_t levels, float threshold,
    cdlib_detection *found, int32_t capacity) try {
    // Whole pixels, inside of the picture. What is not a number becomes an empty region.
    const float width = float(image.width), height = float(image.height);
    if (!(region.x < width && region.y < height && region.x + region.width > 0 && region.y + region.height > 0)) { return 0; }
    const cut_sides cut = {
        region.x <= 0, region.y <= 0, region.x + region.width >= width, region.y + region.height >= height};
    const int32_t left = int32_t(std::floor(std::max(region.x, 0.0f)));
    const int32_t top = int32_t(std::floor(std::max(region.y, 0.0f)));
    const int32_t right = int32_t(std::ceil(std::min(region.x + region.width, width)));
    const int32_t bottom = int32_t(std::ceil(std::min(region.y + region.height, height)));
    if (right - left < hog_cell || bottom - top < hog_cell || !(scale > 0.001f && scale < 100)) { return 0; }

    cdlib_image part = {
        image.pixels + ptrdiff_t(top) * image.stride + left, right - left, bottom - top, image.stride};
    if (scale != 1) { part = detector->resample(part, scale); }
    detector->hits.clear();
    for (int32_t level = 0; level < levels; ++level) {
        if (level > 0) {
            part = detector->next_level(part, level);
            if (part.width < detector->bank.smallest_width || part.height < detector->bank.smallest_height) { break; }
        }
        detector->search(part, cut, level, threshold);
    }
    detector->keep_best();
    const int32_t count = std::min(capacity, int32_t(detector->kept.size()));
    for (int32_t i = 0; i < count; ++i) {
        const hit &one = detector->kept[i];
        found[i] = {
            {float(left + (one.left + 0.5) / scale - 0.5), float(top + (one.top + 0.5) / scale - 0.5),
             float(one.width / scale), float(one.height / scale)},
            one.score,
            one.filter};
    }
    return count;
} catch (...) {
    return -1;
}
