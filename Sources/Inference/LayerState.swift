/// What one layer remembers of one face: the last time steps of its input, and what pooling and recurrence need.
///
/// Time is local: step 0 is the first input that reached the layer.
final class LayerState {
    let dilation: Int
    /// Inputs since the last reset.
    var received = 0
    /// What ``preparedSums`` hold.
    var prepared = Prepared.nothing
    private let sizes: Sizes
    /// (2 · dilation + 1) × slice
    private let slices: AlignedFloats
    /// dilation × H × W × C: spatially pooled outputs that wait for their partner; empty without pooling in time
    private let pooled: AlignedFloats
    /// dilation × slice: transformed hidden states; empty without recurrence
    private let hidden: AlignedFloats
    /// dilation × H × W × C; empty without recurrence
    private let cells: AlignedFloats
    /// blocks × positions × tiles × outputs; empty for a first layer
    let preparedSums: AlignedFloats

    enum Prepared {
        case nothing
        /// The next step's sums but for its newest input.
        case earlierInputs
        /// The sums of the step whose input was accepted last.
        case allInputs
    }

    /// In floats, of one step each.
    private struct Sizes {
        var slice: Int
        var pooled = 0
        var hidden = 0
        var cell = 0
        var sums = 0

        init(_ geometry: LayerGeometry, role: LayerRole) {
            let channels = LayerGeometry.padded(geometry.outputChannels)
            let tiling = WinogradTiling(geometry)
            if geometry.pooling.time == 2 { pooled = geometry.pooledPixels * channels }
            guard role != .first else {
                slice = (geometry.height + 2) * (geometry.width + 2)
                return
            }
            slice = tiling.sliceFloats(channels: geometry.inputChannels)
            sums = tiling.sliceFloats(channels: channels * (role == .recurrent ? 4 : 1))
            guard role == .recurrent else { return }
            hidden = tiling.sliceFloats(channels: geometry.outputChannels)
            cell = geometry.pixels * channels
        }
    }

    init(_ geometry: LayerGeometry, role: LayerRole) {
        dilation = geometry.dilationTicks
        sizes = Sizes(geometry, role: role)
        slices = AlignedFloats(count: (2 * dilation + 1) * sizes.slice)
        pooled = AlignedFloats(count: dilation * sizes.pooled)
        hidden = AlignedFloats(count: dilation * sizes.hidden)
        cells = AlignedFloats(count: dilation * sizes.cell)
        preparedSums = AlignedFloats(count: sizes.sums)
    }

    static func bytes(for geometry: LayerGeometry, role: LayerRole) -> Int {
        let sizes = Sizes(geometry, role: role)
        let dilation = geometry.dilationTicks
        let floats =
            (2 * dilation + 1) * sizes.slice + dilation * (sizes.pooled + sizes.hidden + sizes.cell) + sizes.sums
        return floats * MemoryLayout<Float>.stride
    }

    /// The slice of a step, one of the last 2 · dilation + 1. That of a step before the first is zero, as the padding is.
    func slice(_ step: Int) -> UnsafeMutablePointer<Float> {
        let count = 2 * dilation + 1
        return slices.start + (step + count) % count * sizes.slice
    }

    /// The pooled output of a step, one of the last `dilation`.
    func pooled(_ step: Int) -> UnsafeMutablePointer<Float> { pooled.start + step % dilation * sizes.pooled }

    /// The transformed hidden state that a step continues.
    func hidden(_ step: Int) -> UnsafeMutablePointer<Float> { hidden.start + step % dilation * sizes.hidden }

    /// The cell state that a step continues.
    func cell(_ step: Int) -> UnsafeMutablePointer<Float> { cells.start + step % dilation * sizes.cell }

    /// What a snapshot holds; prepared sums are computed again.
    private var blocks: [AlignedFloats] { [slices, pooled, hidden, cells] }

    func reset() {
        received = 0
        prepared = .nothing
        for block in blocks { block.clear() }
    }

    func save(to bytes: inout [UInt8]) {
        bytes.append(integer: received)
        for block in blocks { bytes.append(contentsOf: block.bytes) }
    }

    func restore(_ reader: inout SnapshotReader) {
        prepared = .nothing
        received = reader.integer()
        for block in blocks { reader.copy(to: block.bytes) }
    }
}
