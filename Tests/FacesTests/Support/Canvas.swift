import StreamTypes

/// A picture put together from others.
struct Canvas {
    let image: GrayImage

    /// All of one gray level.
    init(width: Int = 640, height: Int = 480, gray: UInt8 = 96) {
        image = GrayImage(width: width, height: height)
        image.bytes.update(repeating: gray)
    }

    /// Draws `source`, `scale` times as large, with its top left corner at `x`, `y`; what does not fit is cut off.
    ///
    /// - Parameter part: the columns of `source` that are drawn, all when nil.
    func draw(_ source: GrayImage, x: Float, y: Float, scale: Float = 1, part: Range<Int>? = nil) {
        let drawn = scale == 1 ? source : Self.resized(source, by: scale)
        let columns = part ?? 0..<source.width
        let first = Int(Float(columns.lowerBound) * scale)
        let count = Int(Float(columns.count) * scale)
        let (left, top) = (Int(x.rounded()), Int(y.rounded()))
        let visible = max(left, 0)..<max(max(left, 0), min(left + count, image.width))
        for row in 0..<drawn.height where (0..<image.height).contains(top + row) {
            let from = drawn.pixels + row * drawn.stride + first + visible.lowerBound - left
            (image.pixels + (top + row) * image.stride + visible.lowerBound).update(from: from, count: visible.count)
        }
    }

    /// Bilinear.
    static func resized(_ source: GrayImage, by scale: Float) -> GrayImage {
        let result = GrayImage(width: Int(Float(source.width) * scale), height: Int(Float(source.height) * scale))
        for row in 0..<result.height {
            for column in 0..<result.width {
                let value = sample(source, x: (Float(column) + 0.5) / scale - 0.5, y: (Float(row) + 0.5) / scale - 0.5)
                result.pixels[row * result.stride + column] = UInt8(value + 0.5)
            }
        }
        return result
    }

    private static func sample(_ source: GrayImage, x: Float, y: Float) -> Float {
        let (x, y) = (min(max(x, 0), Float(source.width - 1)), min(max(y, 0), Float(source.height - 1)))
        let (column, row) = (min(Int(x), source.width - 2), min(Int(y), source.height - 2))
        let (fx, fy) = (x - Float(column), y - Float(row))
        let upper = source.pixels + row * source.stride + column
        let lower = upper + source.stride
        let above = Float(upper[0]) * (1 - fx) + Float(upper[1]) * fx
        let below = Float(lower[0]) * (1 - fx) + Float(lower[1]) * fx
        return above * (1 - fy) + below * fy
    }
}
