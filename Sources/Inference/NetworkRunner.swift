import CKernels

/// Runs one network step by step; holds what a step works in and nothing that outlives it.
final class NetworkRunner {
    let weights: NetworkWeights
    /// Of one block of tiles, before they are transformed back.
    private let sums: AlignedFloats
    /// H × W × outputs of a layer that is not pooled tile by tile.
    private let unpooled: AlignedFloats
    /// H × W × C of an output that is pooled in time.
    private let pooled: AlignedFloats
    /// Inputs of layers 2, 3 and 4, bordered.
    private let inputs: [AlignedFloats]
    /// The ConvLSTM's output, bordered.
    private let hiddenMap: AlignedFloats
    /// faces × H × W × C
    private let features: AlignedFloats
    /// faces × hidden
    private let units: AlignedFloats
    /// Whose features the last layer writes.
    var face = 0
    /// Called before a prepared layer is stepped: waits until nobody else is at work on it.
    var waitForLayer: ((_ layer: Int) -> Void)?

    /// Faces that are stepped at once, at most.
    static let facesTogether = 8

    /// The four layers and the inner products.
    static let stageCount = 5

    init(_ weights: NetworkWeights) {
        self.weights = weights
        let (layers, convolutions) = (weights.layers, weights.convolutions)
        sums = AlignedFloats(
            count: convolutions.map { $0.tiling.blockSumFloats(outputs: $0.outputChannels) }.max() ?? 0)
        unpooled = AlignedFloats(
            count: convolutions.map { $0.tiling.height * $0.tiling.width * $0.outputChannels }.max() ?? 0)
        pooled = AlignedFloats(
            count: layers.map { $0.pooledPixels * LayerGeometry.padded($0.outputChannels) }.max() ?? 0)
        inputs = convolutions.map { AlignedFloats(count: $0.tiling.borderedFloats(channels: $0.inputChannels)) }
        hiddenMap = AlignedFloats(
            count: convolutions[2].tiling.borderedFloats(channels: layers[3].outputChannels))
        features = AlignedFloats(count: Self.facesTogether * weights.innerProducts.inputs)
        units = AlignedFloats(count: Self.facesTogether * weights.innerProducts.hidden)
    }

    /// Takes in a crop.
    ///
    /// - Returns: false when an output is infinite or not a number.
    func step(_ crop: UnsafePointer<UInt8>, _ state: StreamState) -> Bool {
        state.window.append(crop)
        for stage in 0..<Self.stageCount where !run(stage, state) { return true }
        return state.outputs.allSatisfy { $0.isFinite }
    }

    /// Runs one stage on what the stage before it left.
    ///
    /// - Returns: false when it leaves nothing for the next, because its look-ahead is still filling.
    func run(_ stage: Int, _ state: StreamState) -> Bool {
        switch stage {
        case 0: return runFirstLayer(state)
        case 1, 2, 3:
            waitForLayer?(stage)
            return runLayer(stage, state.layers[stage])
        default:
            applyInnerProducts(faces: 1) { _ in state.outputs.baseAddress! }
            return true
        }
    }

    /// Applies the inner products to the features of the first `faces` faces.
    func applyInnerProducts(faces: Int, _ values: (_ face: Int) -> UnsafeMutablePointer<Float>) {
        weights.innerProducts.apply(to: features.start, faces: faces, units: units.start, values: values)
    }

    func applyInnerProducts(of face: Int, _ values: (_ face: Int) -> UnsafeMutablePointer<Float>) {
        let features = features.start + face * weights.innerProducts.inputs
        weights.innerProducts.apply(to: features, faces: 1, units: units.start, values: values)
    }

    /// Layers whose next step takes something from earlier ones that can be computed ahead.
    static let preparedLayers = 1..<4

    /// Computes what the next step of every layer takes from earlier steps.
    func prepare(_ state: StreamState) {
        for layer in Self.preparedLayers { prepare(layer: layer, state) }
    }

    func prepare(layer index: Int, _ state: StreamState) { prepareLayer(index, state.layers[index]) }

    /// Three taps and the hidden state.
    static let operandLimit = 4

    private func runFirstLayer(_ state: StreamState) -> Bool {
        let (geometry, layer) = (weights.layers[0], state.layers[0])
        let step = layer.received
        ck_scale_into_bordered(
            state.window.sum, Int32(geometry.height), Int32(geometry.width),
            weights.inputScale / Float(state.window.count), weights.inputOffset, layer.slice(step))
        layer.received += 1
        guard let outputStep = outputStep(step, layer) else { return false }
        deliver(0, layer, outputStep) { output, rowPixels in
            withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: 3) { planes in
                for tap in 0..<3 {
                    let plane = layer.slice(step + (tap - 2) * layer.dilation)
                    planes.initializeElement(at: tap, to: UnsafePointer(plane))
                }
                ck_first_convolution(
                    planes.baseAddress!, Int32(geometry.height), Int32(geometry.width),
                    Int32(LayerGeometry.padded(geometry.outputChannels)), weights.firstWeights.start,
                    weights.firstBias.start, geometry.poolingForKernels, output, rowPixels)
            }
        }
        return true
    }

    private func runLayer(_ index: Int, _ layer: LayerState) -> Bool {
        accept(index, layer)
        return finish(index, layer)
    }

    /// Transforms what the layer before has left.
    func accept(_ index: Int, _ layer: LayerState) {
        weights.convolutions[index - 1].transform(inputs[index - 1].start, into: layer.slice(layer.received))
        layer.received += 1
    }

    /// Runs the layer on the input that it has accepted last.
    ///
    /// - Returns: false when it leaves nothing for the next, because its look-ahead is still filling.
    func finish(_ index: Int, _ layer: LayerState) -> Bool {
        let convolution = weights.convolutions[index - 1]
        let step = layer.received - 1
        guard let outputStep = outputStep(step, layer) else { return false }
        if let hiddenConvolution = weights.hiddenConvolution, index == 3 {
            runCell(hiddenConvolution, convolution, layer, step, outputStep)
            return true
        }
        let (geometry, bias) = (weights.layers[index], weights.biases[index - 1])
        let (height, width, outputs) = (
            Int32(geometry.height), Int32(geometry.width), Int32(convolution.outputChannels)
        )
        deliver(index, layer, outputStep) { output, rowPixels in
            let poolsTiles = geometry.pooling.height == 2 && geometry.pooling.width == 2
            multiply(convolution, index, layer, step, outputStep) { block, sums in
                if poolsTiles {
                    ck_winograd_output_pooled(
                        convolution.tiling.forKernels, block, sums, height, width, outputs, bias.start, output,
                        rowPixels)
                } else {
                    ck_winograd_output(
                        convolution.tiling.forKernels, block, sums, height, width, outputs, unpooled.start)
                }
            }
            guard !poolsTiles else { return }
            ck_pool(
                unpooled.start, height, width, width, outputs, bias.start, geometry.poolingForKernels, output, rowPixels
            )
        }
        return true
    }

    private func runCell(
        _ hiddenConvolution: WinogradConvolution, _ convolution: WinogradConvolution, _ layer: LayerState, _ step: Int,
        _ outputStep: Int
    ) {
        let (geometry, tiling) = (weights.layers[3], convolution.tiling)
        let (height, width) = (Int32(geometry.height), Int32(geometry.width))
        let channels = Int32(LayerGeometry.padded(geometry.outputChannels))
        let hidden = hiddenMap.start + tiling.borderFloats(channels: geometry.outputChannels)
        multiply(convolution, 3, layer, step, outputStep) { block, sums in
            ck_winograd_output(
                tiling.forKernels, block, sums, height, width, Int32(convolution.outputChannels), unpooled.start)
        }
        ck_lstm_cell(
            unpooled.start, height, width, channels, weights.biases[2].start, layer.cell(outputStep), hidden,
            Int32(tiling.borderedRowPixels))
        hiddenConvolution.transform(hiddenMap.start, into: layer.hidden(outputStep))
        deliver(3, layer, outputStep) { output, rowPixels in
            ck_pool(
                hidden, height, width, Int32(tiling.borderedRowPixels), channels, nil, geometry.poolingForKernels,
                output, rowPixels)
        }
    }

    /// Computes the layer's sums block by block, where they are not there yet, and hands them on. The order of the additions is
    /// the same with and without preparation, and so is every bit of the result.
    private func multiply(
        _ convolution: WinogradConvolution, _ index: Int, _ layer: LayerState, _ step: Int, _ outputStep: Int,
        _ consume: (_ block: Int32, _ sums: UnsafeMutablePointer<Float>) -> Void
    ) {
        let tiling = convolution.tiling
        let blockFloats = tiling.blockSumFloats(outputs: convolution.outputChannels)
        withUnsafeTemporaryAllocation(of: ck_operand.self, capacity: Self.operandLimit) { operands in
            let count =
                layer.prepared == .earlierInputs ? 0 : earlierOperands(index, layer, step, outputStep, operands)
            operands.initializeElement(at: count, to: convolution.operand(tap: 2, slice: layer.slice(step)))
            for block in 0..<tiling.blocks {
                let isKept = layer.prepared != .nothing
                let sums = isKept ? layer.preparedSums.start + block * blockFloats : sums.start
                if layer.prepared != .allInputs {
                    var product = ck_product(
                        operands: operands.baseAddress!, operand_count: Int32(count + 1), adds: isKept ? 1 : 0,
                        sums: sums)
                    ck_winograd_multiply(
                        tiling.forKernels, Int32(block), &product, 1, Int32(convolution.outputChannels))
                }
                consume(Int32(block), sums)
            }
        }
        layer.prepared = .nothing
    }

    private func prepareLayer(_ index: Int, _ layer: LayerState) {
        guard layer.prepared == .nothing, let outputStep = outputStep(layer.received, layer) else { return }
        let convolution = weights.convolutions[index - 1]
        let tiling = convolution.tiling
        let blockFloats = tiling.blockSumFloats(outputs: convolution.outputChannels)
        withUnsafeTemporaryAllocation(of: ck_operand.self, capacity: Self.operandLimit) { operands in
            let count = earlierOperands(index, layer, layer.received, outputStep, operands)
            for block in 0..<tiling.blocks {
                var product = ck_product(
                    operands: operands.baseAddress!, operand_count: Int32(count), adds: 0,
                    sums: layer.preparedSums.start + block * blockFloats)
                ck_winograd_multiply(tiling.forKernels, Int32(block), &product, 1, Int32(convolution.outputChannels))
            }
        }
        layer.prepared = .earlierInputs
    }

    /// The operands of a step but for its newest input; steps before the first are zero and left out.
    func earlierOperands(
        _ index: Int, _ layer: LayerState, _ step: Int, _ outputStep: Int,
        _ operands: UnsafeMutableBufferPointer<ck_operand>
    ) -> Int {
        var count = 0
        for tap in 0..<2 where step + (tap - 2) * layer.dilation >= 0 {
            let slice = layer.slice(step + (tap - 2) * layer.dilation)
            operands.initializeElement(
                at: count, to: weights.convolutions[index - 1].operand(tap: tap, slice: slice))
            count += 1
        }
        if index == 3, let hiddenConvolution = weights.hiddenConvolution, outputStep >= layer.dilation {
            operands.initializeElement(
                at: count, to: hiddenConvolution.operand(tap: 0, slice: layer.hidden(outputStep)))
            count += 1
        }
        return count
    }

    /// The layer's output that leaves when input `step` comes, or nil while the look-ahead fills.
    func outputStep(_ step: Int, _ layer: LayerState) -> Int? {
        guard weights.configuration.padding == .same else { return step }
        return step < layer.dilation ? nil : step - layer.dilation
    }

    /// Lets `write` write a layer's pooled output to where the next stage reads it, by way of the pooling in time.
    private func deliver(
        _ index: Int, _ layer: LayerState, _ outputStep: Int,
        _ write: (_ output: UnsafeMutablePointer<Float>, _ rowPixels: Int32) -> Void
    ) {
        let geometry = weights.layers[index]
        let channels = LayerGeometry.padded(geometry.outputChannels)
        var (target, rowPixels) = (
            features.start + face * weights.innerProducts.inputs, geometry.pooledWidth
        )
        if index < 3 {
            let next = weights.convolutions[index].tiling
            target = inputs[index].start + next.borderFloats(channels: channels)
            rowPixels = next.borderedRowPixels
        }
        guard geometry.pooling.time == 2 else { return write(target, Int32(rowPixels)) }
        write(pooled.start, Int32(geometry.pooledWidth))
        let waiting = layer.pooled(outputStep)
        ck_place(
            pooled.start, outputStep < layer.dilation ? nil : UnsafePointer(waiting), geometry.pooledHeight,
            geometry.pooledWidth * channels, target, rowPixels * channels)
        waiting.update(from: pooled.start, count: geometry.pooledPixels * channels)
    }
}
