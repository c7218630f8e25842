import Glibc
import StreamTypes

/// A causal exponential filter of arousal and valence: each tick moves the value a fixed part of the way to the new one.
///
/// A step is followed to 63 % within the time constant. A value that is missing empties the filter.
struct Smoothing {
    private let weight: Float
    private var arousal: Float?
    private var valence: Float?

    /// - Parameter timeConstant: more than zero.
    init(timeConstant: Duration) { weight = 1 - expf(Float(-TickGrid.period.seconds / timeConstant.seconds)) }

    mutating func reset() { (arousal, valence) = (nil, nil) }

    /// `estimate` with smoothed values; its standard deviations stay those of the network.
    mutating func smooth(_ estimate: Estimate) -> Estimate {
        arousal = next(arousal, estimate.arousal)
        valence = next(valence, estimate.valence)
        var smoothed = estimate
        smoothed.arousal = arousal
        smoothed.valence = valence
        return smoothed
    }

    private func next(_ last: Float?, _ value: Float?) -> Float? {
        guard let value else { return nil }
        guard let last else { return value }
        return last + weight * (value - last)
    }
}
