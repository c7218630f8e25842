import CBLAS
import CKernels

/// The two inner-product layers at the end, with a ReLU between them.
struct InnerProducts: Sendable {
    let inputs: Int
    let hidden: Int
    let outputs: Int
    /// hidden × inputs, the inputs in the order of an H × W × C map with padded channels
    private let firstWeights: AlignedFloats
    private let firstBias: AlignedFloats
    /// outputs × hidden
    private let secondWeights: AlignedFloats
    private let secondBias: AlignedFloats

    init(_ configuration: NetworkConfiguration, _ tensors: TensorReader) throws(ModelError) {
        let last = configuration.layers[3]
        let (channels, padded, pixels) = (
            last.outputChannels, LayerGeometry.padded(last.outputChannels), last.pooledPixels
        )
        inputs = pixels * padded
        hidden = configuration.hidden
        outputs = configuration.outputs.count
        let packed = AlignedFloats(count: hidden * inputs)
        try tensors.values("fc1.weight").withUnsafeBufferPointer { weight in
            for row in 0..<configuration.hidden * channels {
                let (unit, channel) = row.quotientAndRemainder(dividingBy: channels)
                for pixel in 0..<pixels {
                    packed.start[(unit * pixels + pixel) * padded + channel] = weight[row * pixels + pixel]
                }
            }
        }
        firstWeights = packed
        firstBias = try tensors.padded("fc1.bias", groups: 1)
        secondWeights = AlignedFloats(count: outputs * hidden)
        for (index, value) in try tensors.values("fc2.weight").enumerated() { secondWeights.start[index] = value }
        secondBias = try tensors.padded("fc2.bias", groups: 1)
    }

    static func floats(for configuration: NetworkConfiguration) -> Int {
        let last = configuration.layers[3]
        return configuration.hidden * (last.pooledPixels * LayerGeometry.padded(last.outputChannels) + 1)
            + configuration.outputs.count * (configuration.hidden + 1)
    }

    /// Rows of the first layer that are read at once: few enough to stay in the second-level cache for all faces.
    private static let rowsTogether = 32

    /// Applies the layers to the maps of one or several faces; what a face gets does not depend on the others.
    ///
    /// - Parameters:
    ///   - maps: faces × H × W × C, padded.
    ///   - units: faces × `hidden` floats to work in.
    ///   - values: gets the `outputs` values of each face.
    func apply(
        to maps: UnsafePointer<Float>, faces: Int, units: UnsafeMutablePointer<Float>,
        values: (_ face: Int) -> UnsafeMutablePointer<Float>
    ) {
        for row in stride(from: 0, to: hidden, by: Self.rowsTogether) {
            let rows = min(Self.rowsTogether, hidden - row)
            for face in 0..<faces {
                cblas_sgemv(
                    CblasRowMajor, CblasNoTrans, Int32(rows), Int32(inputs), 1, firstWeights.start + row * inputs,
                    Int32(inputs), maps + face * inputs, 1, 0, units + face * hidden + row, 1)
            }
        }
        for face in 0..<faces {
            let (units, values) = (units + face * hidden, values(face))
            ck_bias_relu(units, firstBias.start, hidden)
            for output in 0..<outputs {
                values[output] =
                    secondBias.start[output]
                    + cblas_sdot(Int32(hidden), secondWeights.start + output * hidden, 1, units, 1)
            }
        }
    }
}
