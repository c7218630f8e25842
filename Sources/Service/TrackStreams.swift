import Inference
import StreamTypes

/// The network's streams of all faces followed: one set of weights, one state a face.
final class TrackStreams {
    private var network: AffectNetwork
    private var smoothing: Smoothing?
    private var idle: [TrackStream]
    private var active: [TrackStream] = []
    /// Those of `active`, for ``prepare()``.
    private var states: [NetworkState] = []

    /// What one tick of one face came to.
    struct Step {
        var state: FaceState
        var estimate = Estimate()
        /// The network's own values.
        var raw = Estimate()
        var reasons: Reasons
    }

    /// - Parameter smoothing: time constant of the published values; nil publishes those of the network.
    init(network: AffectNetwork, count: Int, smoothing timeConstant: Duration? = nil) {
        let smoothing = timeConstant.map { Smoothing(timeConstant: $0) }
        self.network = network
        self.smoothing = smoothing
        idle = (0..<count).map { _ in TrackStream(state: network.makeState(), smoothing: smoothing) }
        active.reserveCapacity(count)
        states.reserveCapacity(count)
    }

    var model: Model { network.model }

    /// Changes the network; every face keeps its last crop and gets a clean state.
    func use(_ model: Model) {
        network.settle()
        network = AffectNetwork(model, preparesAside: network.preparesAside)
        for stream in active + idle { stream.use(network.makeState()) }
    }

    /// Changes the filter of the published values; every face begins with an empty one.
    func smooth(over timeConstant: Duration?) {
        smoothing = timeConstant.map { Smoothing(timeConstant: $0) }
        for stream in active + idle { stream.smooth(with: smoothing) }
    }

    var isEmpty: Bool { active.isEmpty }
    var tracks: [TrackID] { active.map(\.track) }

    /// Feeds the crop of one face through its own state, beginning a clean one for a new face.
    func step(_ face: Face, _ crop: FaceCrop) -> Step {
        let stream = self.stream(of: face.track)
        stream.take(face, crop)
        return step(stream, crop.pixels, state: .tracking)
    }

    /// Steps a face on its last crop, or, after too long a gap, says that it cannot be judged. Nil for an unknown face.
    func bridge(_ track: TrackID) -> (face: Face, step: Step)? {
        guard let stream = active.first(where: { $0.track == track }), let face = stream.last else { return nil }
        network.settle()
        let bridged = stream.bridge { self.step(stream, $0, state: .hold) }
        return (face, bridged ?? Step(state: .abstain, reasons: []))
    }

    /// Does the work of the next tick that does not need its crops; call it when this tick's values are out.
    func prepare() {
        states.removeAll(keepingCapacity: true)
        for stream in active { states.append(stream.state) }
        network.prepare(states)
    }

    /// Ends the stream of `track`; false when there was none.
    func end(_ track: TrackID) -> Bool {
        guard let index = active.firstIndex(where: { $0.track == track }) else { return false }
        idle.append(active.remove(at: index))
        return true
    }

    func endAll(_ body: (Face) -> Void) {
        for stream in active { if let face = stream.last { body(face) } }
        idle.append(contentsOf: active)
        active.removeAll(keepingCapacity: true)
    }

    private func step(_ stream: TrackStream, _ pixels: UnsafePointer<UInt8>, state: FaceState) -> Step {
        switch network.step(pixels, stream.state) {
        case .estimate(let estimate):
            let isWarming = estimate.isWarmingUp && state == .tracking
            return Step(
                state: isWarming ? .warming : state, estimate: stream.smooth(estimate), raw: estimate, reasons: [])
        case .notFinite:
            return Step(state: .abstain, reasons: .notFinite)
        }
    }

    private func stream(of track: TrackID) -> TrackStream {
        if let stream = active.first(where: { $0.track == track }) { return stream }
        network.settle()
        let stream = idle.popLast() ?? TrackStream(state: network.makeState(), smoothing: smoothing)
        stream.begin(track)
        active.append(stream)
        return stream
    }
}
