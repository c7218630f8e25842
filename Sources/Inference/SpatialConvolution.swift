import CBLAS
import CKernels

/// The 3 × 3 convolutions of one layer, one for each step of time it looks at (a "tap"), on H × W × C maps.
///
/// A convolution is nine matrix products: the output is the sum over the nine shifts of the bordered map times that
/// shift's weights, and the rows of a map with a border follow each other at equal distances, so that no
/// patch is ever copied.
struct SpatialConvolution: Sendable {
    let height: Int
    let width: Int
    /// Padded.
    let inputChannels: Int
    /// Padded.
    let outputChannels: Int
    /// taps × 3 × 3 × inputChannels × outputChannels
    private let weights: AlignedFloats

    /// - Parameter weight: of (output channel in memory, input channel, tap, row × 3 + column).
    init(
        height: Int, width: Int, inputs: Int, outputChannels: Int, taps: Int,
        weight: (_ output: Int, _ input: Int, _ tap: Int, _ position: Int) -> Float
    ) {
        self.height = height
        self.width = width
        inputChannels = LayerGeometry.padded(inputs)
        self.outputChannels = outputChannels
        weights = AlignedFloats(
            count: Self.weightFloats(inputs: inputs, outputChannels: outputChannels, taps: taps))
        for tap in 0..<taps {
            for position in 0..<9 {
                for input in 0..<inputs {
                    let row = weights.start + ((tap * 9 + position) * inputChannels + input) * outputChannels
                    for output in 0..<outputChannels { row[output] = weight(output, input, tap, position) }
                }
            }
        }
    }

    static func weightFloats(inputs: Int, outputChannels: Int, taps: Int) -> Int {
        taps * 9 * LayerGeometry.padded(inputs) * outputChannels
    }

    /// Of one time step as ``prepare(_:into:)`` leaves it: (H + 2) × (W + 2) × inputChannels.
    static func sliceFloats(height: Int, width: Int, inputs: Int) -> Int {
        (height + 2) * (width + 2) * LayerGeometry.padded(inputs)
    }

    /// Of the sum: H × rowPixels × outputChannels.
    static func sumFloats(height: Int, width: Int, outputChannels: Int) -> Int {
        height * (width + 2) * outputChannels
    }

    /// From one row of the sum to the next; the pixels beyond `width` mean nothing.
    var rowPixels: Int { width + 2 }

    /// Brings an H × W × inputChannels map to the form that the taps read. The border of `slice` stays zero.
    func prepare(_ input: UnsafePointer<Float>, into slice: UnsafeMutablePointer<Float>) {
        ck_copy_into_bordered(input, Int32(height), Int32(width), Int32(inputChannels), slice)
    }

    /// Writes (or adds) the convolution of a prepared slice with a tap's weights.
    func apply(
        tap: Int, to slice: UnsafePointer<Float>, adding: Bool, sum: UnsafeMutablePointer<Float>
    ) {
        let rows = Int32(height * rowPixels - 2)
        let (k, n) = (Int32(inputChannels), Int32(outputChannels))
        for position in 0..<9 {
            let shift = (position / 3 * rowPixels + position % 3) * inputChannels
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, n, k, 1, slice + shift, k,
                weights.start + (tap * 9 + position) * inputChannels * outputChannels, n,
                adding || position > 0 ? 1 : 0, sum, n)
        }
    }
}
