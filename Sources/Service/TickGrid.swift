public import StreamTypes

/// The 100 ms grid on capture time: which frame each tick takes, and which ticks go without.
///
/// Tick k takes the first whole frame captured at or after k × 100 ms and before (k + 1) × 100 ms. Decisions depend on
/// capture times alone, so that a recording gives the ticks of the live run; only a source that falls silent is judged by
/// the clock (``expired(at:)``).
public struct TickGrid: Sendable {
    public static let period = Duration.milliseconds(100)

    /// How long after its end a tick waits for a frame that is still on its way from the camera.
    public static let grace = Duration.milliseconds(60)

    /// More silent ticks than this in a row are a jump (suspend, a new recording), not ticks to make up for.
    public static let longestGap: Int64 = 50

    /// The first tick that is not decided; nil before the first frame.
    public private(set) var next: Int64?

    public init() {}

    /// The tick in which `time` lies.
    public static func tick(at time: MonotonicTime) -> Int64 {
        let period = Self.period.wholeNanoseconds
        let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: period)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// When tick `tick` begins.
    public static func start(of tick: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: tick * period.wholeNanoseconds)
    }

    /// Lets the grid run from `time` on though no frame came yet, as a camera that is not there demands.
    public mutating func begin(at time: MonotonicTime) {
        if next == nil { next = Self.tick(at: time) }
    }

    public enum Placement: Equatable, Sendable {
        /// The tick of this frame has its frame already.
        case notNeeded
        /// The frame is for `tick`, after the ticks of `empty` went without.
        case take(tick: Int64, empty: Range<Int64>)
    }

    /// Where a frame captured at `time` belongs. Nothing is decided until ``take(_:)``, so that a damaged frame leaves its
    /// tick to the next one.
    public func place(_ time: MonotonicTime) -> Placement {
        let tick = Self.tick(at: time)
        guard let next else { return .take(tick: tick, empty: tick..<tick) }
        if tick < next { return .notNeeded }
        if tick - next > Self.longestGap { return .take(tick: tick, empty: tick..<tick) }
        return .take(tick: tick, empty: next..<tick)
    }

    /// Decides every tick up to `tick`, inclusive.
    public mutating func take(_ tick: Int64) { next = tick + 1 }

    /// Ticks that ended before `now`, their grace included, without a frame; decides them.
    public mutating func expired(at now: MonotonicTime) -> Range<Int64> {
        guard let first = next else { return 0..<0 }
        let end = Self.tick(at: now - Self.grace)
        guard end > first else { return first..<first }
        next = end
        return max(first, end - Self.longestGap)..<end
    }

    /// When the next tick without a frame expires; nil before the first frame.
    public var nextExpiry: MonotonicTime? {
        next.map { Self.start(of: $0 + 1) + Self.grace }
    }
}
