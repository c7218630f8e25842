import FoundationEssentials
import Labels
import Sessions
import StreamTypes

/// What the model said of every face during a session, as it was published.
struct Predictions: Sendable {
    private(set) var samples: [Sample] = []

    struct Sample: Sendable {
        var tick: Int64
        var track: TrackID
        var isPrimary: Bool
        var arousal: Double?
        var valence: Double?
    }

    private struct Message: Decodable {
        var topic: String
        var tick: Int64?
        var track: String?
        var primary: Bool?
        var arousal: Double?
        var valence: Double?
    }

    /// Reads feed.jsonl. O(bytes).
    init(_ index: SessionIndex) throws(SessionError) {
        var samples: [Sample] = []
        let decoder = JSONDecoder()
        try index.eachMessage { line in
            guard let message = try? decoder.decode(Message.self, from: Data(line)), message.topic.hasPrefix("affect."),
                let tick = message.tick, let track = message.track.flatMap({ Int($0.dropFirst()) })
            else { return }
            samples.append(
                Sample(
                    tick: tick, track: TrackID(track), isPrimary: message.primary ?? false, arousal: message.arousal,
                    valence: message.valence))
        }
        self.samples = samples
    }

    /// Seconds from the first to the last message.
    var length: Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        return Double(last.tick - first.tick) * TickSeries.period.seconds
    }

    /// One dimension of one person; see ``People/isAbout(_:track:isPrimary:)``.
    ///
    /// - Parameter dimension: arousal or valence; any other has no values.
    func series(_ dimension: LabelName, of person: LabelName, people: People) -> TickSeries {
        guard let first = samples.first, let last = samples.last, last.tick >= first.tick else {
            return TickSeries(firstTick: 0, values: [])
        }
        var series = TickSeries(
            firstTick: first.tick, values: [Double?](repeating: nil, count: Int(last.tick - first.tick) + 1))
        for sample in samples where people.isAbout(person, track: sample.track, isPrimary: sample.isPrimary) {
            guard series.ticks.contains(sample.tick) else { continue }
            let value = dimension == .arousal ? sample.arousal : dimension == .valence ? sample.valence : nil
            if let value { series.values[Int(sample.tick - first.tick)] = value }
        }
        return series
    }
}
