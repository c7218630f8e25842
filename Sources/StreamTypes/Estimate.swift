/// What the network says about one tick of one face.
///
/// Values are in -1...1; a missing value is nil, never 0. Standard deviations are in the same unit.
public struct Estimate: Hashable, Sendable {
    public var arousal: Float?
    public var valence: Float?
    public var arousalDeviation: Float?
    public var valenceDeviation: Float?
    /// Fewer steps since the last reset than the model file says the network needs.
    public var isWarmingUp: Bool

    public init(
        arousal: Float? = nil, valence: Float? = nil, arousalDeviation: Float? = nil,
        valenceDeviation: Float? = nil, isWarmingUp: Bool = false
    ) {
        self.arousal = arousal
        self.valence = valence
        self.arousalDeviation = arousalDeviation
        self.valenceDeviation = valenceDeviation
        self.isWarmingUp = isWarmingUp
    }
}
