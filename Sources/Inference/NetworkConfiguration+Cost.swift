extension NetworkConfiguration {
    /// Of the four layers and the inner products, as their tensors are named.
    var stageNames: [String] {
        ["conv1", "conv2", "conv3", kind == .convlstm ? "convlstm" : "conv4", "fc"]
    }

    /// Floating-point operations of one time step of each stage, computed directly; a multiplication and an addition are two.
    var stageFLOPs: [Int] {
        let layers = layers
        var counts = layers.enumerated().map { index, layer in
            let isRecurrent = role(ofLayer: index) == .recurrent
            let kernel = 27 * layer.inputChannels + (isRecurrent ? 9 * layer.outputChannels : 0)
            return 2 * layer.pixels * kernel * layer.outputChannels * (isRecurrent ? 4 : 1)
        }
        counts.append(2 * hidden * (layers[3].pooledPixels * layers[3].outputChannels + outputs.count))
        return counts
    }

    /// Floating-point operations that the kernels do in each stage: the matrix products of the transformed tiles, padded
    /// channels included, without the transforms. The first layer and the inner products are computed directly.
    var stageProductFLOPs: [Int] {
        let layers = layers
        var counts = stageFLOPs
        for (index, layer) in layers.enumerated().dropFirst() {
            let isRecurrent = role(ofLayer: index) == .recurrent
            let tiling = WinogradTiling(layer)
            let outputs = LayerGeometry.padded(layer.outputChannels)
            let inputs = 3 * LayerGeometry.padded(layer.inputChannels) + (isRecurrent ? outputs : 0)
            counts[index] =
                2 * tiling.positions * tiling.tilesDown * tiling.tilesAcross * inputs * outputs * (isRecurrent ? 4 : 1)
        }
        return counts
    }
}
