/// The frame rate that a source really has, over the last five seconds of capture times.
public struct FrameRateMeter: Sendable {
    /// Enough for 200 frames a second.
    private var times = RingBuffer<MonotonicTime>(capacity: 1_024)

    /// Older frames do not count.
    public static let window = Duration.seconds(5)

    public init() {}

    /// A time that does not follow the last one, or follows it after a longer silence than the window, starts anew.
    public mutating func add(_ captureTime: MonotonicTime) {
        if let last = times.last, captureTime <= last || captureTime - last > Self.window { times.removeAll() }
        times.append(captureTime)
    }

    public mutating func reset() { times.removeAll() }

    /// Frames known, up to the meter's capacity.
    public var count: Int { times.count }

    /// Frames a second when the last frame came; nil before two frames.
    public var framesPerSecond: Double? {
        guard let last = times.last, times.count > 1 else { return nil }
        return framesPerSecond(at: last)
    }

    /// Frames a second; 0 without two frames in the window. Falls while a source is silent.
    ///
    /// - Complexity: O(frames in the window).
    public func framesPerSecond(at now: MonotonicTime) -> Double {
        let start = now - Self.window
        var index = times.count
        while index > 0, times[index - 1] >= start { index -= 1 }
        guard index < times.count, let last = times.last else { return 0 }
        let intervals = times.count - 1 - index
        guard intervals > 0 else { return 0 }
        let measured = (last - times[index]).seconds
        let silence = (now - last).seconds
        let period = measured / Double(intervals)
        return silence > 2 * period ? Double(intervals) / (measured + silence) : 1 / period
    }
}
