/// What came of a request, as the pipeline says it.
public enum ControlOutcome: Sendable {
    case done
    /// The status message, as JSON.
    case status([UInt8])
    /// The model in use, 12 hexadecimal digits.
    case model(String)
    /// The session that is being recorded, or that was closed.
    case recording(session: String, mode: String)
    case refused(Refusal)
}
