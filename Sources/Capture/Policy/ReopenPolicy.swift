import StreamTypes

/// When to try a camera again after a fault.
package struct ReopenPolicy: Sendable {
    /// Transient faults in a row, that is without ten good seconds between them.
    package private(set) var failures = 0

    /// How often an absent camera is looked for.
    package static let absentInterval = Duration.seconds(1)
    /// How often one is tried that is there but cannot be used.
    package static let unavailableInterval = Duration.seconds(5)
    package static let longestInterval = Duration.seconds(8)
    /// A camera that works for this long has recovered.
    package static let recovery = Duration.seconds(10)

    package init() {}

    /// - Parameter streamed: how long the camera gave usable pictures before the fault.
    package mutating func delay(after kind: FaultVerdict.Kind, streamed: Duration) -> Duration {
        switch kind {
        case .absent, .wrong: return Self.absentInterval
        case .renewal: return .zero
        case .unavailable: return Self.unavailableInterval
        case .transient:
            failures = streamed >= Self.recovery ? 1 : failures + 1
            guard failures >= 3 else { return .zero }
            return min(Self.longestInterval, .seconds(1 << min(failures - 3, 6)))
        }
    }
}
