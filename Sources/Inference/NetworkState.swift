/// What the networks of a model remember of one face: the only thing that differs from face to face.
///
/// Made by ``AffectNetwork/makeState()``. One thread uses it at a time. Keeping one untouched freezes it.
public final class NetworkState {
    let streams: [StreamState]
    private let model: String
    /// Steps since the last reset.
    public private(set) var ticks = 0

    init(_ model: Model) {
        self.model = model.identifier
        streams = model.configurations.map { StreamState($0) }
    }

    /// No output that the last step gave is infinite or not a number.
    var hasFiniteOutputs: Bool {
        var isFinite = true
        for number in 0..<streams.count {
            let stream = streams[number]
            guard stream.goesOn else { continue }
            for index in 0..<stream.outputs.count { isFinite = isFinite && stream.outputs[index].isFinite }
        }
        return isFinite
    }

    /// Makes the state that of a face that was never seen.
    public func reset() {
        ticks = 0
        for stream in streams { stream.reset() }
    }

    func countStep() { ticks += 1 }

    /// All of the state: a state that it is restored to goes on bit for bit as this one would.
    ///
    /// Bound to this model and this machine's byte order. Complexity: linear in the state's size, a few megabytes.
    public func snapshot() -> [UInt8] {
        var bytes = Array(model.utf8)
        bytes.append(integer: ticks)
        for stream in streams { stream.save(to: &bytes) }
        return bytes
    }

    /// Goes back to a snapshot.
    ///
    /// - Returns: false when the snapshot is of another model or not a whole one, with the state unchanged, or when it is
    ///   damaged, with the state reset. Damage to the numbers in it goes unseen.
    public func restore(_ snapshot: [UInt8]) -> Bool {
        let header = Array(model.utf8)
        guard snapshot.starts(with: header) && snapshot.count == self.snapshot().count else { return false }
        var reader = SnapshotReader(Array(snapshot[header.count...]))
        ticks = reader.integer()
        for stream in streams { stream.restore(&reader) }
        guard reader.isSound else {
            reset()
            return false
        }
        return true
    }

    /// What a face takes in memory.
    static func bytes(for configuration: NetworkConfiguration) -> Int {
        let window = WindowState.bytes(
            ticks: configuration.windowTicks, pixels: configuration.cropHeight * configuration.cropWidth)
        return configuration.layers.enumerated().reduce(window) {
            $0 + LayerState.bytes(for: $1.element, role: configuration.role(ofLayer: $1.offset))
        }
    }
}
