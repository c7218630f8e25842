/// What a camera is doing.
public enum CameraState: String, Sendable {
    /// It gives usable pictures.
    case online
    /// There is none, or it cannot be used.
    case offline
    /// It is there but gives no usable pictures.
    case stalled
    /// It gives the same picture over and over.
    case frozen

    /// What a camera does after a fault.
    init(_ fault: DeviceFault) {
        switch fault.cause {
        case .stalled: self = .stalled
        case .frozen: self = .frozen
        case .call, .hungUp, .contradiction, .sourceChanged, .suspended: self = .offline
        }
    }
}
