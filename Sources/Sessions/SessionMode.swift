/// How much of a person a session keeps.
public enum SessionMode: String, CaseIterable, Codable, Sendable {
    /// No pixels: times and messages only.
    case features
    /// The gray crops that the network judged, too.
    case crops
    /// The camera's own pictures as well.
    case video
}
