// The filters of dlib's detector in the order that HOG.h wants.
#pragma once
#include "HOG.h"
#include <vector>

struct hog_filter_bank {
    /// hog_window rows × hog_window columns × (hog_features / 8) × hog_filters × 8.
    std::vector<float> weights;
    float thresholds[hog_filters];
    /// Two detections are one face when they share more than this part of their bounding rectangle, or of one of them.
    double shared_of_both, shared_of_one;
    /// The sides of the smallest level of the pyramid.
    long smallest_width, smallest_height;
};

/// Throws a std::exception when the bytes are not those of dlib's frontal face detector.
hog_filter_bank read_filters(const void *bytes, size_t count);
