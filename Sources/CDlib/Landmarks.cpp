// dlib's shape predictor (Kazemi and Sullivan 2014, an ensemble of regression trees), read from dlib's file and laid out
// flat: a tick touches 15 × 500 trees, and with dlib's own layout most of its time goes into cache misses. The points are
// kept as fractions of a pixel, where dlib rounds them.
#include "CDlib.h"
#include "Failure.h"
#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>
#define dlib dlib_baseline
#include "WithoutLAPACK.h"
#include <dlib/image_processing/shape_predictor.h>

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
    size_t tree_count, split_count, leaf_count;
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
void require(bool condition, const char *otherwise) {
    if (!condition) { throw std::runtime_error(otherwise); }
}

cascade flatten(
    const std::vector<dlib::impl::regression_tree> &trees, const std::vector<unsigned long> &anchors,
    const std::vector<dlib::vector<float, 2>> &offsets) {
    require(!trees.empty() && trees.size() <= 100'000, "a cascade has no trees or too many");
    require(anchors.size() == offsets.size() && !anchors.empty() && anchors.size() <= 65'536, "its pixels do not fit");
    cascade flat;
    flat.tree_count = trees.size();
    flat.leaf_count = trees[0].leaf_values.size();
    flat.split_count = flat.leaf_count - 1;
    require(flat.leaf_count >= 1 && (flat.leaf_count & (flat.leaf_count - 1)) == 0, "a tree is not full");
    for (size_t i = 0; i < anchors.size(); ++i) {
        require(anchors[i] < part_count, "a pixel belongs to no point");
        flat.probes.push_back({int32_t(anchors[i]), offsets[i].x(), offsets[i].y()});
    }
    for (const auto &tree : trees) {
        require(
            tree.leaf_values.size() == flat.leaf_count && tree.splits.size() == flat.split_count, "its trees differ");
        for (const auto &node : tree.splits) {
            require(node.idx1 < anchors.size() && node.idx2 < anchors.size(), "a tree asks for a pixel that is not read");
            require(std::isfinite(node.thresh), "a threshold is not a number");
            const float limit = std::floor(std::clamp(node.thresh, -1000.0f, 1000.0f));
            flat.splits.push_back({uint16_t(node.idx1), uint16_t(node.idx2), int32_t(limit)});
        }
        for (const auto &values : tree.leaf_values) {
            require(values.size() == value_count, "a leaf has the wrong size");
            leaf one;
            for (int i = 0; i < value_count; ++i) {
                require(std::isfinite(values(i)), "a leaf holds a value that is not a number");
                one.values[i] = values(i);
            }
            flat.leaves.push_back(one);
        }
    }
    return flat;
}
}  // namespace

extern "C" cdlib_landmarks *cdlib_landmarks_create(
    const void *bytes, size_t count, char *error, size_t error_capacity) {
    return null_on_failure<cdlib_landmarks>(error, error_capacity, [&] {
        std::istringstream in(std::string(static_cast<const char *>(bytes), count));
        int version = 0;
        dlib::matrix<float, 0, 1> initial;
        std::vector<std::vector<dlib::impl::regression_tree>> forests;
        std::vector<std::vector<unsigned long>> anchors;
        std::vector<std::vector<dlib::vector<float, 2>>> offsets;
        dlib::deserialize(version, in);
        require(version == 1, "it is not a shape predictor of format version 1");
        dlib::deserialize(initial, in);
        require(initial.size() == value_count, "it does not predict five points");
        dlib::deserialize(forests, in);
        dlib::deserialize(anchors, in);
        dlib::deserialize(offsets, in);
        require(forests.size() == anchors.size() && forests.size() == offsets.size(), "its cascades do not fit");

        auto landmarks = std::make_unique<cdlib_landmarks>();
        for (int i = 0; i < value_count; ++i) { landmarks->initial[i] = initial(i); }
        const turn itself = landmarks->from_initial(landmarks->initial);
        require(std::isfinite(itself.a) && std::isfinite(itself.b), "its mean face is not one");
        size_t most_pixels = 0, most_trees = 0;
        for (size_t i = 0; i < forests.size(); ++i) {
            landmarks->cascades.push_back(flatten(forests[i], anchors[i], offsets[i]));
            most_pixels = std::max(most_pixels, anchors[i].size());
            most_trees = std::max(most_trees, forests[i].size());
        }
        landmarks->pixels.resize(most_pixels);
        landmarks->reached.resize(most_trees);
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
