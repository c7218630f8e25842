/// Brings pixels to the network's input: `(pixel / 255 - mean) / scale`.
public struct Normalisation: Sendable, Hashable {
    public var mean: Float
    /// Not 0.
    public var scale: Float

    public init(mean: Float, scale: Float) {
        self.mean = mean
        self.scale = scale
    }
}
