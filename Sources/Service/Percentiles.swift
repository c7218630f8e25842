import StreamTypes

/// Durations of many repetitions, for medians and tails.
public struct Percentiles: Encodable, Sendable {
    public private(set) var samples: [Duration] = []

    enum CodingKeys: String, CodingKey {
        case p50 = "ms_p50"
        case p99 = "ms_p99"
    }

    public mutating func add(_ duration: Duration) { samples.append(duration) }

    /// The smallest sample that `percent` percent of all do not exceed (nearest rank), in milliseconds; nil without samples.
    public func milliseconds(_ percent: Int) -> Double? {
        guard !samples.isEmpty else { return nil }
        let rank = max(1, (samples.count * percent + 99) / 100)
        return samples.sorted()[rank - 1].milliseconds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(milliseconds(50), forKey: .p50)
        try container.encode(milliseconds(99), forKey: .p99)
    }
}
