// The functions of HOG.h for one instruction set, in clang's vectors of eight: included by HOGBaseline.cpp and HOGAVX2.cpp.
namespace {
typedef float f8 __attribute__((vector_size(32), aligned(4)));
typedef int32_t i8 __attribute__((vector_size(32), aligned(4)));
typedef uint8_t b8 __attribute__((vector_size(8), aligned(1)));
typedef float f4 __attribute__((vector_size(16), aligned(4)));

inline const f8 &load8(const float *from) { return *reinterpret_cast<const f8 *>(from); }
inline f8 &at8(float *to) { return *reinterpret_cast<f8 *>(to); }
inline i8 integers(const uint8_t *from) { return __builtin_convertvector(*reinterpret_cast<const b8 *>(from), i8); }
inline f8 smaller(f8 a, f8 b) { return __builtin_elementwise_min(a, b); }
inline f8 larger(f8 a, f8 b) { return __builtin_elementwise_max(a, b); }
inline float sum(f8 a) { return ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7])); }

/// Slopes half way between dlib's unit vectors at 0, 20, 40, 60 and 80 degrees, from their four decimals.
constexpr float slopes[4] = {
    (1.0f - 0.9397f) / 0.3420f, (0.9397f - 0.7660f) / (0.6428f - 0.3420f), (0.7660f - 0.5f) / (0.8660f - 0.6428f),
    (0.5f - 0.1736f) / (0.9848f - 0.8660f)};

/// Length and nearest of the 18 directions of eight gradients, the latter times four: where the band has it.
inline void gradients(const uint8_t *pixel, ptrdiff_t stride, float *magnitudes, int32_t *directions) {
    const i8 right = integers(pixel + 1) - integers(pixel - 1), down = integers(pixel + stride) - integers(pixel - stride);
    const f8 x = __builtin_convertvector(right, f8), y = __builtin_convertvector(down, f8);
    const f8 width = larger(x, -x), height = larger(y, -y);
    // How many slopes the gradient exceeds when it is folded into the first quadrant.
    i8 step = {};
    for (int32_t i = 0; i < 4; ++i) { step -= height > slopes[i] * width; }
    // Straight up has 80 and 100 degrees equally near; as dlib, the one to the left is taken.
    const i8 up = down < 0, left = right + up < 0, mirrored = left ^ up;
    const i8 start = (left & 9) | (~left & up & (step > 0) & 18);
    *reinterpret_cast<i8 *>(directions) = 4 * (start + ((step ^ mirrored) - mirrored));
    at8(magnitudes) = __builtin_elementwise_sqrt(x * x + y * y);
}

/// Adds a row's gradients to the four cells around each pixel. `vertical` is how far the row's centre is below the upper
/// cells' one, in cells. A block of 8 × 8 pixels has the same four cells: they stand side by side in the band. Even and
/// odd pixels have bands of their own, so that an addition seldom has to wait for the one before.
inline void vote(int32_t first, int32_t last, int32_t columns, float vertical, const hog_memory &memory) {
    f4 weights[hog_cell];
    for (int32_t x = 0; x < hog_cell; ++x) {
        const float horizontal = (float(x) + 0.5f) / hog_cell;
        weights[x] = f4{
            (1 - vertical) * (1 - horizontal), vertical * (1 - horizontal), (1 - vertical) * horizontal,
            vertical * horizontal};
    }
    for (int32_t block = 0; block <= columns; ++block) {
        float *even = memory.band + block * 2 * hog_corners, *odd = even + hog_corners;
        const int32_t left = block * hog_cell - hog_cell / 2;
        if (left >= first && left + hog_cell <= last) {
            for (int32_t x = 0; x < hog_cell; x += 2) {
                const int32_t here = left + x;
                *reinterpret_cast<f4 *>(even + memory.directions[here]) += memory.magnitudes[here] * weights[x];
                *reinterpret_cast<f4 *>(odd + memory.directions[here + 1]) += memory.magnitudes[here + 1] * weights[x + 1];
            }
            continue;
        }
        for (int32_t x = 0; x < hog_cell; ++x) {
            const int32_t here = left + x;
            if (here < first || here >= last) { continue; }
            *reinterpret_cast<f4 *>(even + memory.directions[here]) += memory.magnitudes[here] * weights[x];
        }
    }
}

/// Adds the four corners of a block, four directions at a time, to the cells they belong to.
inline void distribute(const float *even, float *upper, float *lower) {
    const float *odd = even + hog_corners;
    for (int32_t direction = 0; direction < hog_corners / 4; direction += 4) {
        f4 rows[4];
        for (int32_t i = 0; i < 4; ++i) {
            rows[i] = *reinterpret_cast<const f4 *>(even + (direction + i) * 4)
                + *reinterpret_cast<const f4 *>(odd + (direction + i) * 4);
        }
        const f4 a = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5), b = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
        const f4 c = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7), d = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
        *reinterpret_cast<f4 *>(upper + direction) += __builtin_shufflevector(a, b, 0, 1, 4, 5);
        *reinterpret_cast<f4 *>(lower + direction) += __builtin_shufflevector(a, b, 2, 3, 6, 7);
        *reinterpret_cast<f4 *>(upper + hog_histogram + direction) += __builtin_shufflevector(c, d, 0, 1, 4, 5);
        *reinterpret_cast<f4 *>(lower + hog_histogram + direction) += __builtin_shufflevector(c, d, 2, 3, 6, 7);
    }
}

void histograms(
    const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, int32_t rows, int32_t columns,
    const hog_memory &memory) {
    const int32_t line = (columns + 2) * hog_histogram;
    __builtin_memset(memory.histograms, 0, sizeof(float) * size_t(rows + 2) * size_t(line));
    const int32_t last_row = (rows * hog_cell < height ? rows * hog_cell : height) - 1;
    const int32_t last_column = (columns * hog_cell < width ? columns * hog_cell : width) - 1;
    for (int32_t band = 0; band <= rows; ++band) {
        __builtin_memset(memory.band, 0, sizeof(float) * size_t(columns + 1) * 2 * hog_corners);
        const int32_t top = band * hog_cell - hog_cell / 2;
        for (int32_t y = top > 1 ? top : 1; y < top + hog_cell && y < last_row; ++y) {
            const uint8_t *row = pixels + y * stride;
            int32_t x = 1;
            for (; x + 8 < last_column; x += 8) { gradients(row + x, stride, memory.magnitudes + x, memory.directions + x); }
            if (last_column - 8 >= 1) {
                x = last_column - 8;
                gradients(row + x, stride, memory.magnitudes + x, memory.directions + x);
            }
            vote(1, last_column, columns, (float(y - top) + 0.5f) / hog_cell, memory);
        }
        float *upper = memory.histograms + band * line, *lower = upper + line;
        for (int32_t column = 0; column <= columns; ++column) {
            distribute(
                memory.band + column * 2 * hog_corners, upper + column * hog_histogram, lower + column * hog_histogram);
        }
    }
}

/// The 31 features of one cell: 18 directions, 9 of them without their sign, and 4 of texture, each normalised by the
/// energies of the four squares of 2 × 2 cells that the cell is part of.
inline void normalise(const float *histogram, const float *energies, int32_t columns, float *features) {
    const float *e = energies;
    const float squares[4] = {
        e[columns + 1] + e[columns + 2] + e[2 * columns + 1] + e[2 * columns + 2],
        e[1] + e[2] + e[columns + 1] + e[columns + 2],
        e[columns] + e[columns + 1] + e[2 * columns] + e[2 * columns + 1],
        e[0] + e[1] + e[columns] + e[columns + 1]};
    const f8 first = load8(histogram), second = load8(histogram + 8), third = load8(histogram + 16);
    const f8 unsigned_first = first + load8(histogram + 9);
    const float unsigned_last = histogram[8] + histogram[17];
    f8 sums[4] = {};
    float last = 0;
    float texture[4];
    for (int32_t square = 0; square < 4; ++square) {
        const float limit = 0.2f * __builtin_sqrtf(squares[square] + 0.0001f);
        const float factor = 0.1f / limit;
        const f8 limits = {limit, limit, limit, limit, limit, limit, limit, limit};
        const f8 a = smaller(first, limits) * factor, b = smaller(second, limits) * factor;
        const f8 c = smaller(third, limits) * factor;
        sums[0] += a;
        sums[1] += b;
        sums[2] += c;
        texture[square] = sum(a + b + c) * (2 * 0.2357f);
        sums[3] += smaller(unsigned_first, limits) * factor;
        last += (unsigned_last < limit ? unsigned_last : limit) * factor;
    }
    at8(features) = sums[0];
    at8(features + 8) = sums[1];
    at8(features + 16) = sums[2];
    at8(features + 18) = sums[3];
    features[26] = last;
    for (int32_t square = 0; square < 4; ++square) { features[27 + square] = texture[square]; }
    features[31] = 0;
}

void describe(const uint8_t *pixels, int32_t width, int32_t height, ptrdiff_t stride, const hog_memory &memory) {
    const int32_t rows = hog_cells(height), columns = hog_cells(width);
    histograms(pixels, width, height, stride, rows, columns, memory);
    for (int32_t row = 0; row < rows; ++row) {
        for (int32_t column = 0; column < columns; ++column) {
            const float *histogram = memory.histograms + ((row + 1) * (columns + 2) + column + 1) * hog_histogram;
            const f8 both = load8(histogram) + load8(histogram + 9);
            const float last = histogram[8] + histogram[17];
            memory.energies[row * columns + column] = sum(both * both) + last * last;
        }
    }
    const int32_t padded = columns - 2 + hog_before + hog_after;
    const size_t line = size_t(padded) * hog_features;
    __builtin_memset(memory.features, 0, sizeof(float) * line * hog_before);
    for (int32_t row = 0; row < rows - 2; ++row) {
        float *features = memory.features + (row + hog_before) * line;
        __builtin_memset(features, 0, sizeof(float) * hog_before * hog_features);
        features += hog_before * hog_features;
        for (int32_t column = 0; column < columns - 2; ++column, features += hog_features) {
            normalise(
                memory.histograms + ((row + 2) * (columns + 2) + column + 2) * hog_histogram,
                memory.energies + row * columns + column, columns, features);
        }
        __builtin_memset(features, 0, sizeof(float) * hog_after * hog_features);
    }
    __builtin_memset(
        memory.features + size_t(rows - 2 + hog_before) * line, 0, sizeof(float) * line * hog_after);
}

/// Adds one row of a window to the sums of `count` positions, `step` floats apart in the features, for every filter.
template <int count>
inline void add_row(const float *features, int32_t step, const float *weights, float *sums) {
    f8 kept[count][hog_filters];
    for (int i = 0; i < count; ++i) {
        for (int filter = 0; filter < hog_filters; ++filter) { kept[i][filter] = load8(sums + (i * hog_filters + filter) * 8); }
    }
    for (int32_t part = 0; part < hog_window * hog_features / 8; ++part) {
        f8 values[count];
        for (int i = 0; i < count; ++i) { values[i] = load8(features + i * step + part * 8); }
        for (int filter = 0; filter < hog_filters; ++filter) {
            const f8 weight = load8(weights + (part * hog_filters + filter) * 8);
            for (int i = 0; i < count; ++i) { kept[i][filter] += values[i] * weight; }
        }
    }
    for (int i = 0; i < count; ++i) {
        for (int filter = 0; filter < hog_filters; ++filter) { at8(sums + (i * hog_filters + filter) * 8) = kept[i][filter]; }
    }
}

/// Scores of `count` positions of a row, `step` columns apart.
void score_row(
    int32_t padded_columns, hog_positions positions, int32_t row, int32_t first, int32_t count, int32_t step,
    const float *weights, const hog_memory &memory) {
    constexpr int32_t row_weights = hog_window * hog_features * hog_filters;
    constexpr int32_t position_sums = hog_filters * 8;
    const int32_t apart = step * hog_features;
    __builtin_memset(memory.sums, 0, sizeof(float) * size_t(count) * position_sums);
    // One row of the window after the other, so that its weights stay in the first cache.
    for (int32_t y = 0; y < hog_window; ++y) {
        const float *features =
            memory.features + (size_t(positions.top + row + y) * padded_columns + positions.left + first) * hog_features;
        const float *own = weights + y * row_weights;
        int32_t i = 0;
        for (; i + 2 <= count; i += 2) { add_row<2>(features + i * apart, apart, own, memory.sums + i * position_sums); }
        if (i < count) { add_row<1>(features + i * apart, apart, own, memory.sums + i * position_sums); }
    }
    for (int32_t filter = 0; filter < hog_filters; ++filter) {
        float *scores = memory.scores + (size_t(filter) * positions.rows + row) * positions.columns + first;
        for (int32_t i = 0; i < count; ++i) {
            scores[i * step] = sum(load8(memory.sums + i * position_sums + filter * 8));
        }
    }
}

void score(
    int32_t padded_columns, hog_positions positions, const float *weights, const float *promising,
    const hog_memory &memory) {
    const int32_t rows = positions.rows, columns = positions.columns;
    const size_t area = size_t(rows) * columns;
    for (size_t i = 0; i < area * hog_filters; ++i) { memory.scores[i] = hog_not_scored; }
    __builtin_memset(memory.marks, 0, area);
    for (int32_t row = 0; row < rows; row += 2) {
        score_row(padded_columns, positions, row, 0, (columns + 1) / 2, 2, weights, memory);
        for (int32_t column = 0; column < columns; column += 2) {
            bool is_promising = false;
            for (int32_t filter = 0; filter < hog_filters; ++filter) {
                is_promising |= memory.scores[filter * area + size_t(row) * columns + column] >= promising[filter];
            }
            if (!is_promising) { continue; }
            for (int32_t y = row > 0 ? row - 1 : 0; y <= row + 1 && y < rows; ++y) {
                for (int32_t x = column > 0 ? column - 1 : 0; x <= column + 1 && x < columns; ++x) {
                    memory.marks[size_t(y) * columns + x] = (y | x) & 1;
                }
            }
        }
    }
    for (int32_t row = 0; row < rows; ++row) {
        for (int32_t column = 0; column < columns; ++column) {
            int32_t count = 0;
            while (column + count < columns && memory.marks[size_t(row) * columns + column + count] != 0) { ++count; }
            if (count > 0) { score_row(padded_columns, positions, row, column, count, 1, weights, memory); }
            column += count;
        }
    }
}
}  // namespace
