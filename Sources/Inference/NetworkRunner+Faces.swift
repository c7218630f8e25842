import CKernels

/// Several faces in one step: each weight is read from memory once for all of them. Bit for bit the same as one by one.
extension NetworkRunner {
    /// Takes in a crop for each face.
    func step(_ crops: [UnsafePointer<UInt8>], _ states: [NetworkState], network: Int) {
        var first = 0
        while first < states.count {
            let faces = first..<min(first + Self.facesTogether, states.count)
            step(crops, states, faces, network)
            first = faces.upperBound
        }
    }

    private func step(
        _ crops: [UnsafePointer<UInt8>], _ states: [NetworkState], _ faces: Range<Int>, _ network: Int
    ) {
        let first = faces.lowerBound
        for index in faces {
            let stream = states[index].streams[network]
            stream.window.append(crops[index])
            face = index - first
            runToNextShared(0, stream)
        }
        for index in Self.preparedLayers where isShared(index) {
            multiply(index, states, faces, network, isStep: true)
            for number in faces where states[number].streams[network].goesOn {
                let stream = states[number].streams[network]
                face = number - first
                stream.goesOn = finish(index, stream.layers[index])
                if stream.goesOn { runToNextShared(index + 1, stream) }
            }
        }
        face = 0
        // Faces of one model fill their look-ahead at different times: a face that has not must keep its outputs.
        var isComplete = true
        for index in faces { isComplete = isComplete && states[index].streams[network].goesOn }
        if isComplete {
            applyInnerProducts(faces: faces.count) {
                states[first + $0].streams[network].outputs.baseAddress!
            }
            return
        }
        for index in faces where states[index].streams[network].goesOn {
            let state = states[index]
            applyInnerProducts(of: index - first) { _ in state.streams[network].outputs.baseAddress! }
        }
    }

    /// Computes what the next steps of all faces take from earlier ones.
    func prepare(_ states: [NetworkState], network: Int) {
        for index in Self.preparedLayers { prepare(states, network: network, layer: index) }
    }

    /// Writes to nothing but the sums of that layer.
    func prepare(_ states: [NetworkState], network: Int, layer index: Int) {
        guard isShared(index) else {
            for state in states { prepare(layer: index, state.streams[network]) }
            return
        }
        var first = 0
        while first < states.count {
            let faces = first..<min(first + Self.facesTogether, states.count)
            multiply(index, states, faces, network, isStep: false)
            first = faces.upperBound
        }
    }

    /// A layer of several blocks has few weights, which stay in the cache from block to block, and many sums, which would not.
    private func isShared(_ index: Int) -> Bool {
        Self.preparedLayers.contains(index) && weights.convolutions[index - 1].tiling.blocks == 1
    }

    /// Runs the layers from `first` on, up to the input of the next shared one.
    private func runToNextShared(_ first: Int, _ stream: StreamState) {
        stream.goesOn = true
        for stage in first..<4 {
            if isShared(stage) { return accept(stage, stream.layers[stage]) }
            stream.goesOn = run(stage, stream)
            guard stream.goesOn else { return }
        }
    }

    /// Computes the sums of one layer of all faces: of the step under way, or those of the next one that need no new input.
    private func multiply(
        _ index: Int, _ states: [NetworkState], _ range: Range<Int>, _ network: Int, isStep: Bool
    ) {
        let convolution = weights.convolutions[index - 1]
        withUnsafeTemporaryAllocation(of: ck_operand.self, capacity: Self.operandLimit * range.count) { operands in
            withUnsafeTemporaryAllocation(of: ck_product.self, capacity: range.count) { products in
                var faces = 0
                for number in range {
                    let stream = states[number].streams[network]
                    let layer = stream.layers[index]
                    let step = isStep ? layer.received - 1 : layer.received
                    guard isStep ? stream.goesOn : layer.prepared == .nothing,
                        let outputStep = outputStep(step, layer)
                    else { continue }
                    let own = UnsafeMutableBufferPointer(
                        rebasing: operands[faces * Self.operandLimit..<(faces + 1) * Self.operandLimit])
                    let adds = layer.prepared == .earlierInputs
                    var count = adds ? 0 : earlierOperands(index, layer, step, outputStep, own)
                    if isStep {
                        own.initializeElement(at: count, to: convolution.operand(tap: 2, slice: layer.slice(step)))
                        count += 1
                    }
                    products.initializeElement(
                        at: faces,
                        to: ck_product(
                            operands: own.baseAddress!, operand_count: Int32(count), adds: adds ? 1 : 0,
                            sums: layer.preparedSums.start))
                    layer.prepared = isStep ? .allInputs : .earlierInputs
                    faces += 1
                }
                guard faces > 0 else { return }
                ck_winograd_multiply(
                    convolution.tiling.forKernels, 0, products.baseAddress!, Int32(faces),
                    Int32(convolution.outputChannels))
            }
        }
    }
}
