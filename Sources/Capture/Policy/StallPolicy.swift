package import StreamTypes

/// When a camera that should give pictures is taken to have stalled.
package struct StallPolicy: Sendable {
    /// A camera may take this long for its first picture: exposure control, USB set-up.
    package static let startLimit = Duration.seconds(5)
    package static let runLimit = Duration.seconds(1)
    /// Slow cameras may take this many frame periods.
    package static let periods = 10

    private var lastUsable: MonotonicTime
    private let limit: Duration
    private var hasStarted = false
    /// Damaged frames since the last usable one.
    private var damaged = 0

    /// - Parameter framesPerSecond: as the driver promises; nil when unknown.
    package init(streamStart: MonotonicTime, framesPerSecond: Double?) {
        lastUsable = streamStart
        let periods = framesPerSecond.map { Double(Self.periods) / max($0, 0.1) } ?? 0
        limit = max(Self.runLimit, .nanoseconds(Int64(periods * 1e9)))
    }

    package mutating func sawUsable(at now: MonotonicTime) {
        lastUsable = now
        hasStarted = true
        damaged = 0
    }

    package mutating func sawDamaged() { damaged += 1 }

    /// When patience ends unless a usable frame comes first.
    package var deadline: MonotonicTime { lastUsable + (hasStarted ? limit : max(limit, Self.startLimit)) }

    package func verdict(at now: MonotonicTime) -> DeviceFault.Cause? {
        now >= deadline ? .stalled(now - lastUsable, damaged: damaged) : nil
    }
}
