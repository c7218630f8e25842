public import StreamTypes

/// What one step of the networks gave.
public enum StepOutcome: Hashable, Sendable {
    /// Values that are clamped to -1...1; nil where a network with look-ahead has no output yet, or none of that name.
    case estimate(Estimate)
    /// An output was infinite or not a number. The state has been reset; publish ``Reasons/notFinite`` and no values.
    case notFinite
}
