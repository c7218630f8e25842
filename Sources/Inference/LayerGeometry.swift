import CKernels

/// Sizes of one convolution (or ConvLSTM) and of the pooling after it.
struct LayerGeometry: Sendable, Hashable {
    var inputChannels: Int
    var outputChannels: Int
    /// Of the layer's input, and of its output before the pooling.
    var height: Int
    var width: Int
    var pooling: NetworkConfiguration.Pooling
    /// From one of the layer's steps to the next.
    var dilationTicks: Int

    var pooledHeight: Int { height / pooling.height }
    var pooledWidth: Int { width / pooling.width }
    var pixels: Int { height * width }
    var pooledPixels: Int { pooledHeight * pooledWidth }

    var poolingForKernels: ck_pooling { ck_pooling(height: Int32(pooling.height), width: Int32(pooling.width)) }

    /// The number of channels that a map has in memory: a multiple of the kernels' 16 lanes.
    static func padded(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
}
