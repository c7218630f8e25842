package import StreamTypes

/// The frame rate that a camera really has, over the last seconds.
package struct FrameRateMeter: Sendable {
    private var times = RingBuffer<MonotonicTime>(capacity: 1_024)

    /// Older frames do not count.
    package static let window = Duration.seconds(5)

    package init() {}

    package mutating func add(_ time: MonotonicTime) { times.append(time) }

    package mutating func reset() { times.removeAll() }

    /// Frames a second; 0 without frames in the window. Falls while a camera stalls.
    ///
    /// - Complexity: O(frames in the window).
    package func framesPerSecond(at now: MonotonicTime) -> Double {
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
