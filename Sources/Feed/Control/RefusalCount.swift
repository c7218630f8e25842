import StreamTypes

/// Counts refusals and makes one sentence of them a minute, so that nobody can fill the log.
struct RefusalCount {
    static let interval = Duration.seconds(60)

    private let subject: String
    private var counts: [String: Int] = [:]
    private var lastSentence: MonotonicTime?

    init(subject: String) { self.subject = subject }

    mutating func add(_ code: String) { counts[code, default: 0] += 1 }

    /// What is to be said at `time`, if anything; begins to count anew.
    mutating func sentenceIfDue(at time: MonotonicTime) -> String? {
        guard !counts.isEmpty else { return nil }
        if let lastSentence, time - lastSentence < Self.interval { return nil }
        lastSentence = time
        let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        counts.removeAll()
        return "\(subject): refused \(parts.joined(separator: ", "))"
    }
}
