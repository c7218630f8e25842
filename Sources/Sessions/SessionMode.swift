/// How much of a person a session keeps.
public enum SessionMode: String, CaseIterable, Codable, Comparable, Sendable {
    /// No pixels: times and messages only.
    case features
    /// The gray crops that the network judged, too.
    case crops
    /// The camera's own pictures as well.
    case video

    /// Less is kept.
    public static func < (a: SessionMode, b: SessionMode) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .features: 0
        case .crops: 1
        case .video: 2
        }
    }
}
