#include "FilterFile.h"
#include <sstream>
#include <string>

#define dlib dlib_baseline
#include "WithoutLAPACK.h"
#include <dlib/image_processing/object_detector.h>
#include <dlib/image_processing/scan_fhog_pyramid.h>
#include <dlib/image_transforms/image_pyramid.h>

hog_filter_bank read_filters(const void *bytes, size_t count) {
    std::istringstream in(std::string(static_cast<const char *>(bytes), count));
    dlib::object_detector<dlib::scan_fhog_pyramid<dlib::pyramid_down<6>>> detector;
    deserialize(detector, in);
    const auto &scanner = detector.get_scanner();
    if (detector.num_detectors() != hog_filters) {
        throw std::runtime_error("it holds " + std::to_string(detector.num_detectors()) + " filters, not 5");
    }
    if (scanner.get_fhog_window_width() != hog_window || scanner.get_fhog_window_height() != hog_window
        || scanner.get_cell_size() != hog_cell || scanner.get_padding() != 0) {
        throw std::runtime_error("its window is not 10 × 10 cells of 8 pixels");
    }
    constexpr long planes = 31, cells = hog_window * hog_window;
    hog_filter_bank bank;
    bank.weights.resize(size_t(cells) * hog_features * hog_filters);
    for (long filter = 0; filter < hog_filters; ++filter) {
        const auto &values = detector.get_w(filter);
        if (values.size() != planes * cells + 1) { throw std::runtime_error("a filter has the wrong size"); }
        for (long i = 0; i < values.size(); ++i) {
            if (!std::isfinite(values(i))) { throw std::runtime_error("a weight is not a number"); }
        }
        for (long plane = 0; plane < planes; ++plane) {
            for (long cell = 0; cell < cells; ++cell) {
                const long part = cell * (hog_features / 8) + plane / 8;
                bank.weights[(part * hog_filters + filter) * 8 + plane % 8] = float(values(plane * cells + cell));
            }
        }
        bank.thresholds[filter] = float(values(planes * cells));
    }
    bank.shared_of_both = detector.get_overlap_tester().get_iou_thresh();
    bank.shared_of_one = detector.get_overlap_tester().get_percent_covered_thresh();
    bank.smallest_width = std::max(long(scanner.get_min_pyramid_layer_width()), 1l);
    bank.smallest_height = std::max(long(scanner.get_min_pyramid_layer_height()), 1l);
    return bank;
}
