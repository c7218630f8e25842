import FoundationEssentials

/// The part of an `affect.` or `status.` message that `affect watch` shows.
struct FeedEntry: Decodable {
    var topic: String
    var track: String?
    var state: String
    var reasons: [String]?
    var arousal: Double?
    var valence: Double?
    var latencyMilliseconds: Double?
    var framesPerSecond: Double?
    var device: String?
    var cause: String?

    enum CodingKeys: String, CodingKey {
        case topic, track, state, reasons, arousal, valence, device, cause
        case latencyMilliseconds = "latency_ms"
        case framesPerSecond = "fps"
    }

    static func parse(_ payload: [UInt8]) -> FeedEntry? {
        try? JSONDecoder().decode(FeedEntry.self, from: Data(payload))
    }

    /// Nil for messages that are not about a face.
    var row: LiveView.Row? {
        guard topic.hasPrefix("affect."), let track else { return nil }
        var details: [String] = []
        if let latencyMilliseconds { details.append("\((latencyMilliseconds * 10).rounded() / 10) ms") }
        details += reasons ?? []
        return LiveView.Row(
            name: track, state: state, arousal: arousal, valence: valence, detail: details.joined(separator: " "))
    }
}
