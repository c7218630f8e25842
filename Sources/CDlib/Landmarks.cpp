// dlib's shape predictor (Kazemi and Sullivan 2014, an ensemble of regression trees), read from dlib's file and laid out
// flat: a tick reaches 15 × 500 leaves, and with dlib's own layout most of its time goes into cache misses. The points are
// kept as fractions of a pixel, where dlib rounds them.
#include "CDlib.h"
#include "DlibFile.h"
#include "Failure.h"
#include <algorithm>
#include <cmath>
#include <vector>

// Contracted multiplications and additions would make the points depend on the processor.
#pragma clang fp contract(off)

namespace {
constexpr int part_count = cdlib_landmark_count;
constexpr int value_count = 2 * part_count;

/// Goes left when one pixel is brighter than the other by more than `threshold`: whole numbers, as gray levels are.
struct split {
    uint16_t first, second;
    int32_t threshold;
};
/// A leaf in a cache line of its own: nearly every one that is reached has to come from memory.
struct alignas(64) leaf {
    float values[value_count];
};
/// Where a pixel is read: at a part of the shape, moved by an offset that turns and grows with the shape.
struct probe {
    int32_t part;
    float x, y;
};
struct cascade {
    std::vector<probe> probes;
    std::vector<split> splits;  // trees × splits
    std::vector<leaf> leaves;   // trees × leaves
    size_t tree_count = 0, split_count = 0, leaf_count = 0;
};

/// The linear part of the least-squares similarity from one shape to another.
struct turn {
    float a, b;
};
}  // namespace

struct cdlib_landmarks {
    float initial[value_count];
    std::vector<cascade> cascades;
    mutable std::vector<uint8_t> pixels;
    mutable std::vector<const leaf *> reached;

    turn from_initial(const float *shape) const;
};

turn cdlib_landmarks::from_initial(const float *shape) const {
    float from_x = 0, from_y = 0, to_x = 0, to_y = 0;
    for (int i = 0; i < part_count; ++i) {
        from_x += initial[2 * i] / part_count;
        from_y += initial[2 * i + 1] / part_count;
        to_x += shape[2 * i] / part_count;
        to_y += shape[2 * i + 1] / part_count;
    }
    float size = 0, along = 0, across = 0;
    for (int i = 0; i < part_count; ++i) {
        const float x = initial[2 * i] - from_x, y = initial[2 * i + 1] - from_y;
        const float u = shape[2 * i] - to_x, v = shape[2 * i + 1] - to_y;
        size += x * x + y * y;
        along += x * u + y * v;
        across += x * v - y * u;
    }
    return {along / size, across / size};
}

namespace {
constexpr int64_t most_cascades = 100, most_trees = 10'000, most_pixels = 65'536, most_leaves = 1024;

void read_tree(dlib_file &file, cascade &level) {
    const size_t splits = file.size(0, most_leaves - 1, "the number of a tree's splits");
    if (level.tree_count == 0) { level.split_count = splits; }
    dlib_file::require(splits == level.split_count && (splits & (splits + 1)) == 0, "a tree is not full, or trees differ");
    for (size_t i = 0; i < splits; ++i) {
        const size_t first = file.size(0, most_pixels - 1, "a tree's pixel"), second = file.size(0, most_pixels - 1, "a tree's pixel");
        const double limit = std::floor(std::clamp(file.real(), -1000.0, 1000.0));
        level.splits.push_back({uint16_t(first), uint16_t(second), int32_t(limit)});
    }
    level.leaf_count = splits + 1;
    file.size(int64_t(level.leaf_count), int64_t(level.leaf_count), "the number of a tree's leaves");
    for (size_t i = 0; i < level.leaf_count; ++i) {
        file.column(value_count, "a leaf");
        leaf one = {};
        for (float &value : one.values) { value = float(file.real()); }
        level.leaves.push_back(one);
    }
    level.tree_count += 1;
}

/// dlib::shape_predictor, version 1.
void read_predictor(dlib_file &file, cdlib_landmarks &landmarks) {
    file.size(1, 1, "its format version");
    file.column(value_count, "its mean face");
    for (float &value : landmarks.initial) { value = float(file.real()); }
    const turn itself = landmarks.from_initial(landmarks.initial);
    dlib_file::require(std::isfinite(itself.a) && std::isfinite(itself.b), "its mean face is a single point");

    landmarks.cascades.resize(file.size(1, most_cascades, "the number of cascades"));
    const int64_t cascades = int64_t(landmarks.cascades.size());
    for (cascade &level : landmarks.cascades) {
        const size_t trees = file.size(1, most_trees, "the number of trees");
        for (size_t i = 0; i < trees; ++i) { read_tree(file, level); }
        landmarks.reached.resize(std::max(landmarks.reached.size(), trees));
    }
    file.size(cascades, cascades, "the number of lists of pixels");
    for (cascade &level : landmarks.cascades) {
        level.probes.resize(file.size(1, most_pixels, "the number of pixels"));
        landmarks.pixels.resize(std::max(landmarks.pixels.size(), level.probes.size()));
        for (probe &one : level.probes) { one.part = int32_t(file.size(0, part_count - 1, "a pixel's point")); }
        for (const split &one : level.splits) {
            dlib_file::require(
                one.first < level.probes.size() && one.second < level.probes.size(), "a tree asks for a pixel that is not read");
        }
    }
    file.size(cascades, cascades, "the number of lists of offsets");
    for (cascade &level : landmarks.cascades) {
        file.size(int64_t(level.probes.size()), int64_t(level.probes.size()), "the number of offsets");
        for (probe &one : level.probes) {
            one.x = float(file.real());
            one.y = float(file.real());
        }
    }
}
}  // namespace

extern "C" cdlib_landmarks *cdlib_landmarks_create(
    const void *bytes, size_t count, char *error, size_t error_capacity) {
    return null_on_failure<cdlib_landmarks>(error, error_capacity, [&] {
        auto landmarks = std::make_unique<cdlib_landmarks>();
        dlib_file file(bytes, count);
        read_predictor(file, *landmarks);
        return landmarks;
    });
}

extern "C" void cdlib_landmarks_destroy(cdlib_landmarks *landmarks) { delete landmarks; }

extern "C" void cdlib_landmarks_find(
    const cdlib_landmarks *landmarks, cdlib_image image, cdlib_box box, cdlib_point points[cdlib_landmark_count]) {
    // dlib's unit square ends at the centres of the outermost pixels.
    const float width = box.width - 1, height = box.height - 1;
    float shape[value_count];
    for (int i = 0; i < value_count; ++i) { shape[i] = landmarks->initial[i]; }
    uint8_t *pixels = landmarks->pixels.data();
    const leaf **reached = landmarks->reached.data();
    for (const cascade &level : landmarks->cascades) {
        const turn now = landmarks->from_initial(shape);
        for (size_t i = 0; i < level.probes.size(); ++i) {
            const probe &one = level.probes[i];
            const float x = box.x + width * (shape[2 * one.part] + (now.a * one.x - now.b * one.y));
            const float y = box.y + height * (shape[2 * one.part + 1] + (now.b * one.x + now.a * one.y));
            const bool inside = x >= -0.5f && y >= -0.5f && x < image.width - 0.5f && y < image.height - 0.5f;
            pixels[i] = inside ? image.pixels[ptrdiff_t(int32_t(y + 0.5f)) * image.stride + int32_t(x + 0.5f)] : 0;
        }
        const split *splits = level.splits.data();
        const leaf *leaves = level.leaves.data();
        for (size_t tree = 0; tree < level.tree_count; ++tree) {
            size_t node = 0;
            while (node < level.split_count) {
                const split &at = splits[node];
                node = 2 * node + 2 - size_t(int32_t(pixels[at.first]) - int32_t(pixels[at.second]) > at.threshold);
            }
            reached[tree] = leaves + (node - level.split_count);
            __builtin_prefetch(reached[tree]);
            splits += level.split_count;
            leaves += level.leaf_count;
        }
        for (size_t tree = 0; tree < level.tree_count; ++tree) {
            for (int i = 0; i < value_count; ++i) { shape[i] += reached[tree]->values[i]; }
        }
    }
    for (int i = 0; i < part_count; ++i) {
        points[i] = {box.x + width * shape[2 * i], box.y + height * shape[2 * i + 1]};
    }
}

extern "C" cdlib_box cdlib_landmarks_box(
    const cdlib_landmarks *landmarks, const cdlib_point points[cdlib_landmark_count]) {
    float shape[value_count];
    float centre_x = 0, centre_y = 0, initial_x = 0, initial_y = 0;
    for (int i = 0; i < part_count; ++i) {
        shape[2 * i] = points[i].x;
        shape[2 * i + 1] = points[i].y;
        centre_x += points[i].x / part_count;
        centre_y += points[i].y / part_count;
        initial_x += landmarks->initial[2 * i] / part_count;
        initial_y += landmarks->initial[2 * i + 1] / part_count;
    }
    const turn now = landmarks->from_initial(shape);
    const float side = std::hypot(now.a, now.b);
    // The centre of the box turns with the face, the box itself stays upright.
    const float x = 0.5f - initial_x, y = 0.5f - initial_y;
    const float box_x = centre_x + now.a * x - now.b * y, box_y = centre_y + now.b * x + now.a * y;
    return {box_x - side / 2, box_y - side / 2, side + 1, side + 1};
}
