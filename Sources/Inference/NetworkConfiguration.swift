/// The shape of one network of a model file; its numbers are in ``NetworkWeights``, its memory is in ``NetworkState``.
///
/// Time is counted in ticks of 100 ms. The terms are those of docs/model-file.md.
public struct NetworkConfiguration: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Three 3D convolutions and a ConvLSTM.
        case convlstm
        /// Four 3D convolutions.
        case conv3d
    }

    public enum Padding: String, Sendable, CaseIterable {
        /// Two zero steps before the first: no look-ahead.
        case causal
        /// One zero step before and one after: each layer looks one of its steps ahead.
        case same
    }

    /// Kernel and stride of a max pooling. `time` is 1 or 2.
    public struct Pooling: Sendable, Hashable {
        public var time: Int
        public var height: Int
        public var width: Int

        public init(time: Int, height: Int, width: Int) {
            self.time = time
            self.height = height
            self.width = width
        }
    }

    /// Stands before the names of the network's tensors.
    public var prefix: String
    public var kind: Kind
    public var padding: Padding
    /// Output channels of the four layers.
    public var channels: [Int]
    /// Units of the first inner-product layer.
    public var hidden: Int
    /// Of the four layers.
    public var pooling: [Pooling]
    /// Crops averaged before the first layer.
    public var windowTicks: Int
    public var outputs: [String]
    /// Steps after a reset that are flagged.
    public var warmUpTicks: Int
    /// Pixels.
    public var cropHeight: Int
    /// Pixels.
    public var cropWidth: Int

    /// The four layers, from the crop on.
    var layers: [LayerGeometry] {
        var layers: [LayerGeometry] = []
        var (channels, height, width, dilation) = (1, cropHeight, cropWidth, windowTicks)
        for (index, pooling) in pooling.enumerated() {
            layers.append(
                LayerGeometry(
                    inputChannels: channels, outputChannels: self.channels[index], height: height, width: width,
                    pooling: pooling, dilationTicks: dilation))
            channels = self.channels[index]
            height /= pooling.height
            width /= pooling.width
            dilation *= pooling.time
        }
        return layers
    }

    func role(ofLayer index: Int) -> LayerRole {
        switch index {
        case 0: .first
        case 3 where kind == .convlstm: .recurrent
        default: .convolution
        }
    }

    /// How many ticks an output lags behind the crop it belongs to: 0 for causal padding.
    public var delayTicks: Int {
        padding == .causal ? 0 : layers.reduce(0) { $0 + $1.dilationTicks }
    }
}
