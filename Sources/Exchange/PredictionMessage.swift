import StreamTypes

/// What an export needs of a recorded `affect.` message.
struct PredictionMessage: Decodable {
    var track: String
    var primary: Bool
    var tick: Int64
    var state: String
    var valid: Bool
    var arousal: Double?
    var valence: Double?
    var confidence: Double?

    var trackID: TrackID { TrackID(Int(track.dropFirst()) ?? 0) }
}
