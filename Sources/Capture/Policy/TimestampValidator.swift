package import StreamTypes

/// Judges the time stamps of one stream; after the first defect the stream is stamped by the host until it is opened again.
///
/// Capture times given out always increase strictly. Source of the rules: GStreamer's `gstv4l2src.c`, which also stops using the driver's
/// time for good.
package struct TimestampValidator: Sendable {
    package private(set) var source = TimestampSource.driver
    private let streamStart: MonotonicTime
    private var lastStamp: MonotonicTime?
    private var lastCapture: MonotonicTime

    /// Stamps of the future or from before the start are accepted up to this much: drivers estimate them.
    package static let tolerance = Duration.milliseconds(100)

    /// - Parameter lastCapture: the newest time given out by the streams before this one.
    package init(streamStart: MonotonicTime, lastCapture: MonotonicTime) {
        self.streamStart = streamStart
        self.lastCapture = lastCapture
    }

    /// The capture time of a frame.
    ///
    /// - Parameter stamp: the driver's; nil when its clock is not monotonic.
    package mutating func captureTime(stamp: MonotonicTime?, now: MonotonicTime) -> MonotonicTime {
        if source == .driver, let defect = defect(stamp, now) { source = .host(defect) }
        lastStamp = stamp
        var time = now
        if source == .driver, let stamp { time = min(stamp, now) }
        lastCapture = max(time, MonotonicTime(nanoseconds: lastCapture.nanoseconds + 1))
        return lastCapture
    }

    private func defect(_ stamp: MonotonicTime?, _ now: MonotonicTime) -> TimestampDefect? {
        guard let stamp else { return .unknownClock }
        if stamp == .zero { return .zero }
        if let lastStamp, stamp == lastStamp { return .constant }
        if let lastStamp, stamp < lastStamp { return .backwards }
        if stamp > now + Self.tolerance { return .future }
        if stamp < streamStart - Self.tolerance { return .wrongClock }
        return nil
    }
}
