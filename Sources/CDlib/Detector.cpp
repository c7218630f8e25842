// Chooses the build of the detector, maps a region of a picture to it and its answers back.
#include "CDlib.h"
#include "DetectorEngine.h"
#include "Failure.h"
#include <algorithm>
#include <cmath>

struct cdlib_detector {
    std::unique_ptr<detector_engine> engine;
    const char *instructions;
    std::vector<uint8_t> shrunk, resampled;
    std::vector<engine_detection> found;

    /// `image` at `scale`: averaged when it becomes smaller by two or more, then bilinear.
    cdlib_image resample(cdlib_image image, float scale);
};

cdlib_image cdlib_detector::resample(cdlib_image image, float scale) {
    double step = 1 / double(scale);
    const int32_t factor = int32_t(std::min({step, double(image.width), double(image.height)}));
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

extern "C" cdlib_detector *cdlib_detector_create(
    const void *bytes, size_t count, char *error, size_t error_capacity) {
    return null_on_failure<cdlib_detector>(error, error_capacity, [&] {
        auto detector = std::make_unique<cdlib_detector>();
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
            detector->engine = make_avx2_engine(bytes, count);
            detector->instructions = "AVX2";
            return detector;
        }
#endif
        detector->engine = make_baseline_engine(bytes, count);
        detector->instructions = "baseline";
        return detector;
    });
}

extern "C" void cdlib_detector_destroy(cdlib_detector *detector) { delete detector; }

extern "C" const char *cdlib_detector_instructions(const cdlib_detector *detector) { return detector->instructions; }

extern "C" int32_t cdlib_detector_find(
    cdlib_detector *detector, cdlib_image image, cdlib_box region, float scale, uint32_t filters, int32_t levels,
    float threshold, cdlib_detection *found, int32_t capacity) try {
    // Whole pixels, inside of the picture.
    const long left = std::clamp(std::floor(region.x), 0.0f, float(image.width));
    const long top = std::clamp(std::floor(region.y), 0.0f, float(image.height));
    const long right = std::clamp(std::ceil(region.x + region.width), 0.0f, float(image.width));
    const long bottom = std::clamp(std::ceil(region.y + region.height), 0.0f, float(image.height));
    if (right - left < 8 || bottom - top < 8 || !(scale > 0)) { return 0; }

    cdlib_image part = {image.pixels + top * image.stride + left, int32_t(right - left), int32_t(bottom - top),
                        image.stride};
    if (scale != 1) { part = detector->resample(part, scale); }
    detector->engine->find(
        part.pixels, part.width, part.height, part.stride, filters, levels, threshold, detector->found);
    const int32_t count = std::min<int32_t>(capacity, int32_t(detector->found.size()));
    for (int32_t i = 0; i < count; ++i) {
        const engine_detection &one = detector->found[i];
        found[i] = {
            {float(left + (one.left + 0.5) / scale - 0.5), float(top + (one.top + 0.5) / scale - 0.5),
             float(one.width / scale), float(one.height / scale)},
            float(one.score),
            one.filter};
    }
    return count;
} catch (...) {
    return -1;
}
