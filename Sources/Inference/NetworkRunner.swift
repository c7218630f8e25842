import CBLAS
import CKernels

/// Runs one network step by step; holds what a step works in and nothing that outlives it.
final class NetworkRunner {
    private let weights: NetworkWeights
    /// Before pooling and bias.
    private let sum: AlignedFloats
    private let hiddenMap: AlignedFloats
    /// Layers read one of the two and write the other.
    private let maps: (AlignedFloats, AlignedFloats)
    private let units: AlignedFloats

    init(_ weights: NetworkWeights) {
        self.weights = weights
        let layers = weights.layers
        sum = AlignedFloats(
            count: weights.convolutions.map {
                SpatialConvolution.sumFloats(height: $0.height, width: $0.width, outputChannels: $0.outputChannels)
            }.max() ?? 0)
        hiddenMap = AlignedFloats(count: layers[3].pixels * LayerGeometry.padded(layers[3].outputChannels))
        let mapFloats = layers.map { $0.pooledPixels * LayerGeometry.padded($0.outputChannels) }.max() ?? 0
        maps = (AlignedFloats(count: mapFloats), AlignedFloats(count: mapFloats))
        units = AlignedFloats(count: weights.configuration.hidden)
    }

    /// Takes in a crop.
    ///
    /// - Returns: false when an output is infinite or not a number.
    func step(_ crop: UnsafePointer<UInt8>, _ state: StreamState) -> Bool {
        state.window.append(crop)
        guard var map = runFirstLayer(state) else { return true }
        for index in 1..<4 {
            guard let next = runLayer(index, input: map, state.layers[index]) else { return true }
            map = next
        }
        weights.innerProducts.apply(to: map, units: units.start, values: state.outputs.baseAddress!)
        return state.outputs.allSatisfy { $0.isFinite }
    }

    private func runFirstLayer(_ state: StreamState) -> UnsafeMutablePointer<Float>? {
        let geometry = weights.layers[0]
        let layer = state.layers[0]
        let step = layer.received
        ck_scale_into_bordered(
            state.window.sum, Int32(geometry.height), Int32(geometry.width),
            weights.inputScale / Float(state.window.count), weights.inputOffset, layer.slice(step))
        layer.received += 1
        guard let outputStep = outputStep(step, layer) else { return nil }
        let d = layer.dilation
        // A slice of a step before the first was never written since the reset: it is zero, as the padding.
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: 3) { planes in
            for tap in 0..<3 {
                planes.initializeElement(at: tap, to: UnsafePointer(layer.slice(step + (tap - 2) * d + 2 * d + 1)))
            }
            ck_first_convolution(
                planes.baseAddress!, Int32(geometry.height), Int32(geometry.width),
                Int32(LayerGeometry.padded(geometry.outputChannels)), weights.firstWeights.start,
                weights.firstBias.start, pooling(geometry), maps.0.start)
        }
        return poolInTime(maps.0, maps.1, geometry, layer, outputStep)
    }

    private func runLayer(
        _ index: Int, input: UnsafeMutablePointer<Float>, _ layer: LayerState
    ) -> UnsafeMutablePointer<Float>? {
        let geometry = weights.layers[index]
        let convolution = weights.convolutions[index - 1]
        let step = layer.received
        convolution.prepare(input, into: layer.slice(step))
        layer.received += 1
        guard let outputStep = outputStep(step, layer) else { return nil }
        var adding = false
        for tap in 0..<3 {
            let tapStep = step + (tap - 2) * layer.dilation
            guard tapStep >= 0 else { continue }
            convolution.apply(tap: tap, to: layer.slice(tapStep), adding: adding, sum: sum.start)
            adding = true
        }
        let (target, other) = input == maps.0.start ? (maps.1, maps.0) : (maps.0, maps.1)
        let bias = weights.biases[index - 1].start
        let (height, width) = (Int32(geometry.height), Int32(geometry.width))
        let channels = Int32(LayerGeometry.padded(geometry.outputChannels))
        if let hiddenConvolution = weights.hiddenConvolution, index == 3 {
            let hidden = layer.hidden(outputStep)
            hiddenConvolution.apply(tap: 0, to: hidden, adding: true, sum: sum.start)
            ck_lstm_cell(
                sum.start, height, width, Int32(convolution.rowPixels), channels, bias, layer.cell(outputStep),
                hiddenMap.start)
            hiddenConvolution.prepare(hiddenMap.start, into: hidden)
            ck_pool(hiddenMap.start, height, width, width, channels, nil, pooling(geometry), target.start)
        } else {
            ck_pool(
                sum.start, height, width, Int32(convolution.rowPixels), channels, bias, pooling(geometry), target.start)
        }
        return poolInTime(target, other, geometry, layer, outputStep)
    }

    /// The layer's output that leaves when input `step` comes, or nil while the look-ahead fills.
    private func outputStep(_ step: Int, _ layer: LayerState) -> Int? {
        guard weights.configuration.padding == .same else { return step }
        return step < layer.dilation ? nil : step - layer.dilation
    }

    /// The maximum of `map` and the output `dilation` steps before; keeps `map` for its partner to come.
    private func poolInTime(
        _ map: AlignedFloats, _ other: AlignedFloats, _ geometry: LayerGeometry, _ layer: LayerState,
        _ outputStep: Int
    ) -> UnsafeMutablePointer<Float> {
        guard geometry.pooling.time == 2 else { return map.start }
        let count = geometry.pooledPixels * LayerGeometry.padded(geometry.outputChannels)
        let waiting = layer.pooled(outputStep)
        let hasPartner = outputStep >= layer.dilation
        if hasPartner { ck_maximum(map.start, waiting, other.start, count) }
        waiting.update(from: map.start, count: count)
        return hasPartner ? other.start : map.start
    }

    private func pooling(_ geometry: LayerGeometry) -> ck_pooling {
        ck_pooling(height: Int32(geometry.pooling.height), width: Int32(geometry.pooling.width))
    }
}
