/// What ends a run because of its camera or recording. A camera that only went away is no error: see ``FrameEvent/offline(reason:)``.
public enum CaptureError: Error, Equatable, CustomStringConvertible {
    /// The JPEG decoder cannot be set up.
    case decoderUnavailable

    public var description: String {
        switch self {
        case .decoderUnavailable:
            "JPEG decoder: cannot be set up: out of memory. Free some memory and start again."
        }
    }
}
