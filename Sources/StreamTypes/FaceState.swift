/// What a listener may make of a message. See the design, "Time, ticks and state".
public enum FaceState: String, CaseIterable, Sendable {
    /// No face was seen in this run so far.
    case absent
    /// The network has seen fewer ticks since its reset than it needs: values are given and flagged.
    case warming
    case tracking
    /// A gap of at most two ticks, bridged with the last crop.
    case hold
    /// A face, but not one to judge: no values, the reasons say why.
    case abstain
    case lost
    case offline
    case paused
}
