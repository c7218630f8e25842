#include "FilterFile.h"
#include "DlibFile.h"

hog_filter_bank read_filters(const void *bytes, size_t count) {
    constexpr int64_t planes = 31, cells = hog_window * hog_window, most = 1'000'000;
    dlib_file file(bytes, count);
    hog_filter_bank bank;
    // dlib::object_detector, version 2; its scanner, version 1, without a picture.
    file.size(2, 2, "its format version");
    file.size(1, 1, "its scanner's format version");
    file.size(0, 0, "the number of kept pictures");
    file.size(0, 0, "the number of kept pictures");
    file.size(hog_cell, hog_cell, "the side of a cell");
    file.size(0, 0, "the padding");
    file.size(80, 80, "the window's width");
    file.size(80, 80, "the window's height");
    file.size(1, most, "the number of levels");
    bank.smallest_width = long(file.size(1, most, "the smallest level's width"));
    bank.smallest_height = long(file.size(1, most, "the smallest level's height"));
    file.real();  // how it was regularised in training
    file.size(planes * cells, planes * cells, "the number of weights");
    bank.shared_of_both = file.real();
    bank.shared_of_one = file.real();
    file.size(hog_filters, hog_filters, "the number of filters");
    bank.weights.resize(size_t(cells) * hog_features * hog_filters);
    for (int64_t filter = 0; filter < hog_filters; ++filter) {
        file.column(planes * cells + 1, "a filter");
        for (int64_t plane = 0; plane < planes; ++plane) {
            for (int64_t cell = 0; cell < cells; ++cell) {
                const int64_t part = cell * (hog_features / 8) + plane / 8;
                bank.weights[size_t((part * hog_filters + filter) * 8 + plane % 8)] = float(file.real());
            }
        }
        bank.thresholds[filter] = float(file.real());
    }
    return bank;
}
