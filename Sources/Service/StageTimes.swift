import StreamTypes

/// How long each stage of a tick took; only a benchmark keeps them.
public final class StageTimes {
    public enum Stage: String, CaseIterable, Sendable {
        case decode, faces, network, publish, prepare, rescan
    }

    private let clock: any MonotonicClock
    public private(set) var times: [Stage: Percentiles] = [:]

    init(clock: any MonotonicClock) { self.clock = clock }

    func measure<Result>(_ stage: Stage, _ body: () throws -> Result) rethrows -> Result {
        let start = clock.now()
        defer { times[stage, default: Percentiles()].add(clock.now() - start) }
        return try body()
    }
}

extension StageTimes? {
    /// Runs `body`, and measures it when somebody keeps times.
    func measure<Result>(_ stage: StageTimes.Stage, _ body: () throws -> Result) rethrows -> Result {
        guard let self else { return try body() }
        return try self.measure(stage, body)
    }
}
