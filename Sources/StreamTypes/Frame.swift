/// One picture of a source, known by number and time; its pixels stay with the source until ``FrameSource/decode(into:)``.
public struct Frame: Hashable, Sendable {
    /// Counts the source's frames from 0, in order of capture. Frames that the source lost leave gaps.
    public var number: Int64
    /// When the picture was captured: `CLOCK_MONOTONIC` for a camera, the recording's own clock for a file.
    public var captureTime: MonotonicTime

    public init(number: Int64, captureTime: MonotonicTime) {
        self.number = number
        self.captureTime = captureTime
    }
}
