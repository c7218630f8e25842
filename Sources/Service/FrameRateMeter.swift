public import StreamTypes

/// Frames a second by capture time, over the last five seconds.
public struct FrameRateMeter: Sendable {
    private static let span = Duration.seconds(5)
    /// Enough for 120 frames a second.
    private var times = RingBuffer<MonotonicTime>(capacity: 600)

    public init() {}

    public mutating func add(_ captureTime: MonotonicTime) {
        if let last = times.last, captureTime <= last || captureTime - last > Self.span { times.removeAll() }
        times.append(captureTime)
    }

    public mutating func reset() { times.removeAll() }

    /// Nil before two frames.
    public var framesPerSecond: Double? {
        guard let last = times.last else { return nil }
        var oldest = times.count - 1
        while oldest > 0, last - times[oldest - 1] <= Self.span { oldest -= 1 }
        let intervals = times.count - 1 - oldest
        return intervals > 0 ? Double(intervals) / (last - times[oldest]).seconds : nil
    }

    /// Fewer frames than ticks: some ticks have to go without.
    public var isBelowTickRate: Bool {
        guard let framesPerSecond, times.count >= 5 else { return false }
        return framesPerSecond < 9.5
    }
}
