/// The weights of one network, packed for the kernels. Never changes, so that all faces and threads share it.
public final class NetworkWeights: Sendable {
    let configuration: NetworkConfiguration
    let layers: [LayerGeometry]
    /// The network's input is `scale · Σ pixels / crops + offset`.
    let inputScale: Float
    let inputOffset: Float
    /// 27 × C₁
    let firstWeights: AlignedFloats
    let firstBias: AlignedFloats
    /// Of layers 2, 3 and 4, three taps each; a ConvLSTM's has its four gates as output channels.
    let convolutions: [WinogradConvolution]
    /// Of layers 2, 3 and 4.
    let biases: [AlignedFloats]
    /// One tap.
    let hiddenConvolution: WinogradConvolution?
    let innerProducts: InnerProducts

    init(
        _ configuration: NetworkConfiguration, _ normalisation: Normalisation, from file: Safetensors
    ) throws(ModelError) {
        self.configuration = configuration
        layers = configuration.layers
        inputScale = 1 / (255 * normalisation.scale)
        inputOffset = -normalisation.mean / normalisation.scale
        let tensors = try TensorReader(file, configuration)

        let first = layers[0]
        firstWeights = AlignedFloats(count: 27 * LayerGeometry.padded(first.outputChannels))
        let weight = try tensors.values("conv1.weight")
        for channel in 0..<first.outputChannels {
            for k in 0..<27 {
                firstWeights.start[k * LayerGeometry.padded(first.outputChannels) + channel] = weight[channel * 27 + k]
            }
        }
        firstBias = try tensors.padded("conv1.bias", groups: 1)

        var convolutions: [WinogradConvolution] = []
        var biases: [AlignedFloats] = []
        for (index, layer) in layers.enumerated().dropFirst() {
            let isRecurrent = configuration.role(ofLayer: index) == .recurrent
            let name = isRecurrent ? "convlstm.input" : "conv\(index + 1)"
            let groups = isRecurrent ? 4 : 1
            convolutions.append(
                Self.convolution(
                    layer, inputs: layer.inputChannels, taps: 3, groups: groups,
                    values: try tensors.values(name + ".weight")))
            biases.append(try tensors.padded(name + ".bias", groups: groups))
        }
        self.convolutions = convolutions
        self.biases = biases
        if configuration.kind == .convlstm {
            hiddenConvolution = Self.convolution(
                layers[3], inputs: layers[3].outputChannels, taps: 1, groups: 4,
                values: try tensors.values("convlstm.hidden.weight"))
        } else {
            hiddenConvolution = nil
        }
        innerProducts = try InnerProducts(configuration, tensors)
    }

    /// - Parameter values: groups × C × inputs × taps × 3 × 3.
    private static func convolution(
        _ layer: LayerGeometry, inputs: Int, taps: Int, groups: Int, values: [Float]
    ) -> WinogradConvolution {
        let channels = layer.outputChannels
        let padded = LayerGeometry.padded(channels)
        return values.withUnsafeBufferPointer { values in
            WinogradConvolution(
                WinogradTiling(layer), inputs: inputs, outputChannels: groups * padded, taps: taps
            ) { output, input, tap, position in
                let (group, channel) = output.quotientAndRemainder(dividingBy: padded)
                guard channel < channels else { return 0 }
                return values[(((group * channels + channel) * inputs + input) * taps + tap) * 9 + position]
            }
        }
    }

    /// What the weights of such a network take in memory.
    static func bytes(for configuration: NetworkConfiguration) -> Int {
        var floats = InnerProducts.floats(for: configuration)
        for (index, layer) in configuration.layers.enumerated().dropFirst() {
            let isRecurrent = configuration.role(ofLayer: index) == .recurrent
            let outputs = LayerGeometry.padded(layer.outputChannels) * (isRecurrent ? 4 : 1)
            func count(_ inputs: Int, _ taps: Int) -> Int {
                WinogradConvolution.weightFloats(
                    WinogradTiling(layer), inputs: inputs, outputChannels: outputs, taps: taps)
            }
            floats += count(layer.inputChannels, 3) + (isRecurrent ? count(layer.outputChannels, 1) : 0)
        }
        return floats * MemoryLayout<Float>.stride
    }
}
