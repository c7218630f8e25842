extension NetworkConfiguration {
    /// The tensors a model file must hold for this network, and their shapes.
    var tensors: [(name: String, shape: [Int])] {
        let (c, last) = (channels, layers[3])
        var tensors: [(name: String, shape: [Int])] = []
        var inputs = 1
        for layer in 0..<(kind == .conv3d ? 4 : 3) {
            tensors.append((prefix + "conv\(layer + 1).weight", [c[layer], inputs, 3, 3, 3]))
            tensors.append((prefix + "conv\(layer + 1).bias", [c[layer]]))
            inputs = c[layer]
        }
        if kind == .convlstm {
            tensors.append((prefix + "convlstm.input.weight", [4 * c[3], c[2], 3, 3, 3]))
            tensors.append((prefix + "convlstm.input.bias", [4 * c[3]]))
            tensors.append((prefix + "convlstm.hidden.weight", [4 * c[3], c[3], 3, 3]))
        }
        tensors.append((prefix + "fc1.weight", [hidden, c[3] * last.pooledPixels]))
        tensors.append((prefix + "fc1.bias", [hidden]))
        tensors.append((prefix + "fc2.weight", [outputs.count, hidden]))
        tensors.append((prefix + "fc2.bias", [outputs.count]))
        return tensors
    }
}
