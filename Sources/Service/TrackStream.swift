import Inference
import StreamTypes

/// One face followed through the network: its hidden state, which it shares with nobody, and its last crop.
final class TrackStream {
    private(set) var state: NetworkState
    private var smoothing: Smoothing?
    private(set) var track = TrackID.none
    private(set) var last: Face?
    private var crop: [UInt8] = []
    /// Ticks in a row without a crop.
    private var gap = 0

    /// A longer gap cannot be bridged: the network assumes even steps.
    static let longestBridge = 2

    init(state: NetworkState, smoothing: Smoothing?) {
        self.state = state
        self.smoothing = smoothing
    }

    /// Makes the stream ready for another face, with a clean state.
    func begin(_ track: TrackID) {
        self.track = track
        last = nil
        crop.removeAll(keepingCapacity: true)
        gap = 0
        state.reset()
        smoothing?.reset()
    }

    /// Goes on with the state of another network, which is clean.
    func use(_ state: NetworkState) {
        self.state = state
        smoothing?.reset()
    }

    /// Goes on with another filter.
    func smooth(with smoothing: Smoothing?) { self.smoothing = smoothing }

    /// The estimate of this tick as it is published.
    func smooth(_ estimate: Estimate) -> Estimate { smoothing?.smooth(estimate) ?? estimate }

    func take(_ face: Face, _ crop: FaceCrop) {
        last = face
        gap = 0
        self.crop.removeAll(keepingCapacity: true)
        self.crop.append(contentsOf: UnsafeBufferPointer(start: crop.pixels, count: crop.width * crop.height))
    }

    /// Runs `body` on the last crop when this tick can be bridged with it; else cleans the state and returns nil.
    func bridge<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result? {
        gap += 1
        if gap > Self.longestBridge || crop.isEmpty {
            if gap == Self.longestBridge + 1 {
                state.reset()
                smoothing?.reset()
            }
            return nil
        }
        return crop.withUnsafeBufferPointer { $0.baseAddress.map(body) }
    }
}
