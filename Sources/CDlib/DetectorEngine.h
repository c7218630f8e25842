// What one build of dlib's detector offers to the dispatcher in Detector.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

struct engine_detection {
    double left, top, width, height;
    double score;
    int filter;
};

class detector_engine {
  public:
    virtual ~detector_engine() = default;
    /// Detections that score at least `threshold`, best first, overlapping ones removed.
    virtual void find(
        const uint8_t *pixels, long width, long height, long stride, uint32_t filters, long levels, double threshold,
        std::vector<engine_detection> &found) = 0;
};

std::unique_ptr<detector_engine> make_baseline_engine(const void *bytes, size_t count);
#if defined(__x86_64__)
std::unique_ptr<detector_engine> make_avx2_engine(const void *bytes, size_t count);
#endif
