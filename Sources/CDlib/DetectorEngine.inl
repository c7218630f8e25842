// dlib's frontal face detector behind detector_engine. Included once for each instruction set, with the name `dlib`
// replaced by that of the build, so that no inline function of one build is linked into the other.
#include "WithoutLAPACK.h"
#include <dlib/image_processing/object_detector.h>
#include <dlib/image_processing/scan_fhog_pyramid.h>
#include <dlib/image_transforms/image_pyramid.h>

namespace {
/// The caller's pixels as dlib's generic image, without a copy.
struct gray_view {
    const uint8_t *pixels;
    long width, height, stride;
};
}  // namespace

namespace dlib {
template <>
struct image_traits<gray_view> {
    typedef uint8_t pixel_type;
};
template <>
struct image_traits<const gray_view> {
    typedef uint8_t pixel_type;
};
}  // namespace dlib

namespace {
inline long num_rows(const gray_view &view) { return view.height; }
inline long num_columns(const gray_view &view) { return view.width; }
inline const void *image_data(const gray_view &view) { return view.pixels; }
inline long width_step(const gray_view &view) { return view.stride; }

using scanner_type = dlib::scan_fhog_pyramid<dlib::pyramid_down<6>>;

class engine final : public detector_engine {
  public:
    explicit engine(std::istream &in) {
        deserialize(detector, in);
        scanner.copy_configuration(detector.get_scanner());
        const long dimensions = scanner.get_num_dimensions();
        if (detector.num_detectors() != cdlib_filter_count) {
            throw std::runtime_error("it holds " + std::to_string(detector.num_detectors()) + " filters, not 5");
        }
        for (unsigned long i = 0; i < detector.num_detectors(); ++i) {
            if (detector.get_w(i).size() != dimensions + 1) { throw std::runtime_error("a filter has the wrong size"); }
        }
    }

    void find(
        const uint8_t *pixels, long width, long height, long stride, uint32_t filters, long levels, double threshold,
        std::vector<engine_detection> &found) override {
        scanner.set_max_pyramid_levels(levels);
        scanner.load(gray_view{pixels, width, height, stride});
        candidates.clear();
        for (unsigned long i = 0; i < detector.num_detectors(); ++i) {
            if ((filters >> i & 1) == 0) { continue; }
            const double own = detector.get_w(i)(scanner.get_num_dimensions());
            scanner.detect(detector.get_processed_w(i).get_detect_argument(), hits, own + threshold);
            for (const auto &hit : hits) { candidates.push_back({hit.first - own, i, hit.second}); }
        }
        std::sort(candidates.rbegin(), candidates.rend());
        kept.clear();
        found.clear();
        for (const auto &candidate : candidates) {
            bool overlaps = false;
            for (const auto &other : kept) { overlaps = overlaps || detector.get_overlap_tester()(other, candidate.rect); }
            if (overlaps) { continue; }
            kept.push_back(candidate.rect);
            found.push_back({
                double(candidate.rect.left()), double(candidate.rect.top()), double(candidate.rect.width()),
                double(candidate.rect.height()), candidate.detection_confidence, int(candidate.weight_index)});
        }
    }

  private:
    dlib::object_detector<scanner_type> detector;
    scanner_type scanner;
    std::vector<std::pair<double, dlib::rectangle>> hits;
    std::vector<dlib::rect_detection> candidates;
    std::vector<dlib::rectangle> kept;
};
}  // namespace
