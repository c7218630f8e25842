package import StreamTypes

/// What the driver says of a frame that it handed over.
package struct CapturedBuffer: Hashable, Sendable {
    package var sequence: UInt32
    /// The driver's time stamp; nil when it is not on `CLOCK_MONOTONIC`.
    package var stamp: MonotonicTime?
    /// The driver knows that the data are damaged.
    package var isFlagged: Bool
}
