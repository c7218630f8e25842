// HOG for every processor.
#include "HOG.h"
// Vectors of eight are passed only between functions of this file.
#pragma clang diagnostic ignored "-Wpsabi"
#include "HOG.inl"

const hog_functions hog_baseline = {describe, score};
