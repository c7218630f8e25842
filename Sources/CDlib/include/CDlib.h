// dlib's frontal face detector and five-point landmarks, and the resampling around them, as plain C. The models are dlib's;
// nothing of dlib is needed to build or run this.
//
// No C++ exception leaves this interface. Pixels are gray bytes; coordinates are pixels with the origin at the centre
// of the top left pixel. One object is used by one thread at a time.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(__clang__)
#define _Nonnull
#define _Nullable
#endif

/// A gray picture in the caller's memory, rows `stride` bytes apart.
typedef struct {
    const uint8_t *_Nonnull pixels;
    int32_t width;
    int32_t height;
    int32_t stride;
} cdlib_image;

/// An upright rectangle, in pixels.
typedef struct {
    float x;
    float y;
    float width;
    float height;
} cdlib_box;

/// A face that the detector found. `score` is the distance from dlib's own threshold, `filter` the pose that won:
/// 0 frontal, 1 turned left, 2 turned right, 3 and 4 frontal but rotated.
typedef struct {
    cdlib_box box;
    float score;
    int32_t filter;
} cdlib_detection;

typedef struct {
    float x;
    float y;
} cdlib_point;

/// The similarity `x' = a x - b y + tx`, `y' = b x + a y + ty`.
typedef struct {
    float a;
    float b;
    float tx;
    float ty;
} cdlib_similarity;

enum { cdlib_landmark_count = 5, cdlib_smallest_side = 73 };

typedef struct cdlib_detector cdlib_detector;
typedef struct cdlib_landmarks cdlib_landmarks;

/// Reads a detector that dlib serialised. Null when `bytes` are not one; `error` then says why.
///
/// - `baseline`: the build for every processor, even where there is a faster one.
cdlib_detector *_Nullable cdlib_detector_create(
    const void *_Nonnull bytes, size_t count, bool baseline, char *_Nonnull error, size_t error_capacity);
void cdlib_detector_destroy(cdlib_detector *_Nullable detector);

/// The instruction set in use: "AVX2" or "baseline".
const char *_Nonnull cdlib_detector_instructions(const cdlib_detector *_Nonnull detector);

/// Searches the part `region` of `image`, resampled by `scale`, for faces that score at least `threshold`.
///
/// - `levels`: how many sizes are tried, each 6/5 of the one before; the box of the smallest face has a side of
///   `73 / scale` pixels. A face may reach beyond the picture by half, but not beyond the region.
/// - Returns how many detections were written to `found`, best first, at most `capacity`; -1 when memory ran out.
int32_t cdlib_detector_find(
    cdlib_detector *_Nonnull detector, cdlib_image image, cdlib_box region, float scale, int32_t levels,
    float threshold, cdlib_detection *_Nonnull found, int32_t capacity);

/// Reads a shape predictor with five points that dlib serialised. Null when `bytes` are not one.
cdlib_landmarks *_Nullable cdlib_landmarks_create(
    const void *_Nonnull bytes, size_t count, char *_Nonnull error, size_t error_capacity);
void cdlib_landmarks_destroy(cdlib_landmarks *_Nullable landmarks);

/// Where the five points of the face in `box` are. The same result on every processor; allocates nothing.
void cdlib_landmarks_find(
    const cdlib_landmarks *_Nonnull landmarks, cdlib_image image, cdlib_box box,
    cdlib_point points[_Nonnull cdlib_landmark_count]);

/// The box whose predicted face, before any pixel is looked at, lies as close to `points` as can be.
cdlib_box cdlib_landmarks_box(
    const cdlib_landmarks *_Nonnull landmarks, const cdlib_point points[_Nonnull cdlib_landmark_count]);

/// Fills `output`, `height × width` bytes, with the means of the squares of `factor × factor` pixels that begin at
/// `left`, `top`. All of them must lie within the picture, and `factor` in 1...128.
void cdlib_shrink(
    cdlib_image image, int32_t left, int32_t top, int32_t factor, uint8_t *_Nonnull output, int32_t width,
    int32_t height);

/// Fills `output`, `height × width` bytes, with the pixels of `image` at `transform` of each output pixel, bilinear with
/// weights of 1/256; outside of the picture its border is repeated. The same bytes on every processor.
///
/// - Returns how many output pixels lie outside of the picture; -1, and an output of zeros, when `transform` is not finite
///   or reaches 8 388 608 pixels or more from the picture.
int32_t cdlib_warp(
    cdlib_image image, cdlib_similarity transform, uint8_t *_Nonnull output, int32_t width, int32_t height);

/// What a crop looks like, over its inner three quarters in each direction.
typedef struct {
    /// Mean gray level, 0 to 255.
    float mean;
    /// Parts of the pixels, 0 to 1: at most 8, and at least 247.
    float black;
    float white;
    /// How much of the difference between neighbours survives a blur by five pixels, 0 (sharp) to 1 (blurred already):
    /// Crete et al. 2007, the larger one of the two directions.
    float blur;
} cdlib_appearance;

enum { cdlib_signature_side = 14, cdlib_signature_count = 196 };

/// Looks at a crop of `height × width` bytes, each side at least 16, in 14 × 14 fields of its inner three quarters.
///
/// - `signature`: the means of the fields, less their mean, with a sum of squares of 1 (or all zero without contrast).
/// - `texture`: ln(1 + standard deviation) of the fields, less their mean.
cdlib_appearance cdlib_look(
    const uint8_t *_Nonnull crop, int32_t width, int32_t height, float signature[_Nonnull cdlib_signature_count],
    float texture[_Nonnull cdlib_signature_count]);

enum { cdlib_occlusion_units_max = 256 };

/// Whether something covers a part of the face: above 0, yes. A perceptron with `units` (at most 256) rectified units.
///
/// - `weights`: 392 × units of the fields (signature, then texture), the units' biases, their weights, and the last bias.
float cdlib_occlusion(
    const float *_Nonnull weights, int32_t units, const float signature[_Nonnull cdlib_signature_count],
    const float texture[_Nonnull cdlib_signature_count]);

#ifdef __cplusplus
}
#endif
