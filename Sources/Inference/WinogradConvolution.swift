import CKernels

/// The 3 × 3 convolutions of one input map, one for each step of time it is looked at (a "tap"), their weights transformed.
struct WinogradConvolution: Sendable {
    let tiling: WinogradTiling
    /// Padded.
    let inputChannels: Int
    /// Padded.
    let outputChannels: Int
    /// taps × positions × (outputChannels / 16) × inputChannels × 16
    private let weights: AlignedFloats

    /// - Parameter weight: of (output channel in memory, input channel, tap, row × 3 + column).
    init(
        _ tiling: WinogradTiling, inputs: Int, outputChannels: Int, taps: Int,
        weight: (_ output: Int, _ input: Int, _ tap: Int, _ position: Int) -> Float
    ) {
        self.tiling = tiling
        inputChannels = LayerGeometry.padded(inputs)
        self.outputChannels = outputChannels
        weights = AlignedFloats(
            count: Self.weightFloats(tiling, inputs: inputs, outputChannels: outputChannels, taps: taps))
        let lanes = Int(CK_LANES)
        let positionFloats = inputChannels * outputChannels
        var kernel = [Float](repeating: 0, count: 9)
        var transformed = [Float](repeating: 0, count: tiling.positions)
        for tap in 0..<taps {
            let start = weights.start + tap * tiling.positions * positionFloats
            for output in 0..<outputChannels {
                for input in 0..<inputs {
                    for k in 0..<9 { kernel[k] = weight(output, input, tap, k) }
                    ck_winograd_weights(Int32(tiling.tile), kernel, &transformed)
                    let place = (output / lanes * inputChannels + input) * lanes + output % lanes
                    for position in 0..<tiling.positions {
                        start[position * positionFloats + place] = transformed[position]
                    }
                }
            }
        }
    }

    static func weightFloats(_ tiling: WinogradTiling, inputs: Int, outputChannels: Int, taps: Int) -> Int {
        taps * tiling.positions * LayerGeometry.padded(inputs) * outputChannels
    }

    /// Transforms a bordered map for ``operand(tap:slice:)``.
    func transform(_ map: UnsafePointer<Float>, into slice: UnsafeMutablePointer<Float>) {
        ck_winograd_input(
            tiling.forKernels, map, Int32(tiling.borderedRowPixels), Int32(inputChannels), slice)
    }

    /// A tap's part of the sums.
    func operand(tap: Int, slice: UnsafePointer<Float>) -> ck_operand {
        ck_operand(
            values: slice, weights: weights.start + tap * tiling.positions * inputChannels * outputChannels,
            channels: Int32(inputChannels))
    }
}
