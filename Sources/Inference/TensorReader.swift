/// Takes the tensors of one network out of a file, each with the shape its configuration asks for.
struct TensorReader {
    private let file: Safetensors
    private let prefix: String
    private let shapes: [String: [Int]]

    /// - Throws: when a tensor is missing, has another shape, or holds a value that is not finite.
    init(_ file: Safetensors, _ configuration: NetworkConfiguration) throws(ModelError) {
        self.file = file
        prefix = configuration.prefix
        var shapes: [String: [Int]] = [:]
        for (name, shape) in configuration.tensors {
            shapes[name] = shape
            try file.withValues(of: name, shape: shape) { _ in }
        }
        self.shapes = shapes
    }

    /// The values in the order of the file. `name` is without the network's prefix.
    func values(_ name: String) throws(ModelError) -> [Float] {
        let shape = shapes[prefix + name] ?? []
        return try file.withValues(of: prefix + name, shape: shape) { bytes in
            [Float](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Float>.stride) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                count = buffer.count
            }
        }
    }

    /// The values of a bias, each of its groups padded to whole lanes.
    func padded(_ name: String, groups: Int) throws(ModelError) -> AlignedFloats {
        let values = try values(name)
        let channels = values.count / groups
        let padded = LayerGeometry.padded(channels)
        let result = AlignedFloats(count: groups * padded)
        for (index, value) in values.enumerated() {
            result.start[index / channels * padded + index % channels] = value
        }
        return result
    }
}
