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
        let columns = part ?? 0..<source.width
        let (width, height) = (Int(Float(columns.count) * scale), Int(Float(source.height) * scale))
        let (left, top) = (Int(x.rounded()), Int(y.rounded()))
        for row in 0..<height where (0..<image.height).contains(top + row) {
            for column in 0..<width where (0..<image.width).contains(left + column) {
                let value = Self.sample(
                    source, x: Float(columns.lowerBound) + (Float(column) + 0.5) / scale - 0.5,
                    y: (Float(row) + 0.5) / scale - 0.5)
                image.pixels[(top + row) * image.stride + left + column] = UInt8(value + 0.5)
            }
        }
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
