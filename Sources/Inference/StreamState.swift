/// What one network remembers of one face.
final class StreamState {
    let window: WindowState
    let layers: [LayerState]
    /// The outputs of the last step; not a number before the first.
    let outputs: UnsafeMutableBufferPointer<Float>

    /// Whether the step under way has reached the next layer: not where a look-ahead is still filling.
    var goesOn = false

    init(_ configuration: NetworkConfiguration) {
        window = WindowState(
            ticks: configuration.windowTicks, pixels: configuration.cropHeight * configuration.cropWidth)
        layers = configuration.layers.enumerated().map {
            LayerState($1, role: configuration.role(ofLayer: $0))
        }
        outputs = .allocate(capacity: configuration.outputs.count)
        outputs.initialize(repeating: .nan)
    }

    deinit { outputs.deallocate() }

    func reset() {
        window.reset()
        for layer in layers { layer.reset() }
        outputs.update(repeating: .nan)
    }

    func save(to bytes: inout [UInt8]) {
        window.save(to: &bytes)
        for layer in layers { layer.save(to: &bytes) }
        bytes.append(contentsOf: UnsafeRawBufferPointer(outputs))
    }

    func restore(_ reader: inout SnapshotReader) {
        window.restore(&reader)
        for layer in layers { layer.restore(&reader) }
        reader.copy(to: UnsafeMutableRawBufferPointer(outputs))
    }
}
