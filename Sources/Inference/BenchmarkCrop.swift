import StreamTypes

/// A crop of noise that changes from tick to tick and is the same in every run.
struct BenchmarkCrop {
    private(set) var pixels: [UInt8]
    private var tick = 0

    init(_ model: Model) { pixels = [UInt8](repeating: 128, count: model.template.width * model.template.height) }

    mutating func advance() {
        for pixel in pixels.indices {
            pixels[pixel] = UInt8(truncatingIfNeeded: (pixel + tick) &* 2_654_435_761 >> 8)
        }
        tick += 1
    }
}
