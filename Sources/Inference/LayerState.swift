/// What one layer remembers of one face: the last time steps of its input, and what pooling and recurrence need.
///
/// Time is local: step 0 is the first input that reached the layer.
final class LayerState {
    let dilation: Int
    /// Inputs since the last reset.
    var received = 0
    private let sliceFloats: Int
    private let pooledFloats: Int
    private let hiddenFloats: Int
    private let cellFloats: Int
    /// (2 · dilation + 1) × slice
    private let slices: AlignedFloats
    /// dilation × H × W × C: spatially pooled outputs that wait for their partner; empty without pooling in time
    private let pooled: AlignedFloats
    /// dilation × slice: prepared hidden states; empty without recurrence
    private let hidden: AlignedFloats
    /// dilation × H × W × C; empty without recurrence
    private let cells: AlignedFloats

    init(_ geometry: LayerGeometry, role: LayerRole) {
        dilation = geometry.dilationTicks
        let sizes = Self.sizes(geometry, role: role)
        (sliceFloats, pooledFloats, hiddenFloats, cellFloats) = sizes
        slices = AlignedFloats(count: (2 * dilation + 1) * sliceFloats)
        pooled = AlignedFloats(count: dilation * pooledFloats)
        hidden = AlignedFloats(count: dilation * hiddenFloats)
        cells = AlignedFloats(count: dilation * cellFloats)
    }

    private static func sizes(
        _ geometry: LayerGeometry, role: LayerRole
    ) -> (slice: Int, pooled: Int, hidden: Int, cell: Int) {
        let channels = LayerGeometry.padded(geometry.outputChannels)
        let slice =
            role == .first
            ? (geometry.height + 2) * (geometry.width + 2)
            : SpatialConvolution.sliceFloats(
                height: geometry.height, width: geometry.width, inputs: geometry.inputChannels)
        let pooled = geometry.pooling.time == 1 ? 0 : geometry.pooledPixels * channels
        guard role == .recurrent else { return (slice, pooled, 0, 0) }
        let hidden = SpatialConvolution.sliceFloats(
            height: geometry.height, width: geometry.width, inputs: geometry.outputChannels)
        return (slice, pooled, hidden, geometry.pixels * channels)
    }

    static func bytes(for geometry: LayerGeometry, role: LayerRole) -> Int {
        let (slice, pooled, hidden, cell) = sizes(geometry, role: role)
        let dilation = geometry.dilationTicks
        return ((2 * dilation + 1) * slice + dilation * (pooled + hidden + cell)) * MemoryLayout<Float>.stride
    }

    /// The slice of a step, one of the last 2 · dilation + 1.
    func slice(_ step: Int) -> UnsafeMutablePointer<Float> {
        slices.start + step % (2 * dilation + 1) * sliceFloats
    }

    /// The pooled output of a step, one of the last `dilation`.
    func pooled(_ step: Int) -> UnsafeMutablePointer<Float> { pooled.start + step % dilation * pooledFloats }

    /// The prepared hidden state that a step continues.
    func hidden(_ step: Int) -> UnsafeMutablePointer<Float> { hidden.start + step % dilation * hiddenFloats }

    /// The cell state that a step continues.
    func cell(_ step: Int) -> UnsafeMutablePointer<Float> { cells.start + step % dilation * cellFloats }

    var blocks: [AlignedFloats] { [slices, pooled, hidden, cells] }

    func reset() {
        received = 0
        for block in blocks { block.clear() }
    }
}
