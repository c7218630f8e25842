/// Something went wrong on a camera: a call that failed, or an answer that makes no sense.
package struct DeviceFault: Error, Hashable {
    package var device: String
    package var cause: Cause

    package enum Cause: Hashable, Sendable {
        case call(VideoCall, SystemError)
        /// `poll(2)` reports trouble and no call says which.
        case hungUp
        /// The driver broke the rules of V4L2; the text says how.
        case contradiction(String)
        /// No usable frame came in this time, while this many damaged ones did.
        case stalled(Duration, damaged: Int)
        /// Every frame has been the same for this time.
        case frozen(Duration)
        /// The source says that its resolution or signal changed.
        case sourceChanged
        case suspended(Duration)
    }

    package init(device: String, cause: Cause) {
        self.device = device
        self.cause = cause
    }
}
