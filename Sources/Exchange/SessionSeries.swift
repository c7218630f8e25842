import FoundationEssentials
public import Labels
public import Sessions
import StreamTypes

/// Reads what a session says of a person: the raters' traces merged, or the model's estimates.
public struct SessionSeries {
    public let session: String
    public let timeline: SessionTimeline
    public let description: SessionDescription
    private let people: People

    /// - Throws: ``SessionError``, ``LabelError`` or ``ExchangeError``, one sentence each.
    public init(session: String) throws {
        self.session = session
        let messages = try SessionMessages(session: session)
        description = messages.description
        timeline = try SessionTimeline(session: session)
        people = try People(session: session)
        if timeline.ticks.isEmpty { throw ExchangeError.nothingJudged(session: session) }
    }

    /// Name of the session's folder.
    public var name: String { session.split(separator: "/").last.map(String.init) ?? session }

    /// The person meant when nobody is named: the only one there is.
    ///
    /// - Throws: ``ExchangeError/severalPeople(session:_:)``, ``ExchangeError/nobody(_:session:)``.
    public func person(_ name: LabelName?) throws -> LabelName {
        let known = try knownPeople()
        if let name {
            guard known.isEmpty || known.contains(name) else {
                throw ExchangeError.nobody(name.text, session: session)
            }
            return name
        }
        if known.count > 1 {
            throw ExchangeError.severalPeople(session: session, known.sorted().map(\.text))
        }
        return known.first ?? .person
    }

    /// Everybody whom the session is about, in order.
    public func everybody() throws -> [LabelName] {
        let known = try knownPeople()
        return known.isEmpty ? [.person] : known.sorted()
    }

    private func knownPeople() throws -> Set<LabelName> {
        Set(try LabelFolder(session: session).people() + people.names)
    }

    // MARK: Labels

    /// How traces become one series.
    public struct Merging: Sendable {
        /// Only this rater; nil merges all but `gold`.
        public var rater: LabelName?
        public var method: GoldStandard.Method
        /// Puts each trace earlier by the lag that is stored for it.
        public var appliesLags: Bool

        public init(
            rater: LabelName? = nil, method: GoldStandard.Method = .concordanceCentred, appliesLags: Bool = false
        ) {
            self.rater = rater
            self.method = method
            self.appliesLags = appliesLags
        }
    }

    /// The labels of a person, exclusions left out.
    ///
    /// - Throws: ``ExchangeError/noTraces(session:person:)`` when there are none.
    public func labels(of person: LabelName, merging: Merging = Merging()) throws -> ExchangeSeries {
        let folder = try LabelFolder(session: session)
        let traces = try folder.traces(of: person).filter {
            merging.rater.map { [rater = $0.rater] in $0 == rater } ?? ($0.rater != .gold)
        }
        if traces.isEmpty { throw ExchangeError.noTraces(session: session, person: person.text) }
        let raters = Set(traces.map(\.rater)).sorted()
        let exclusions = try raters.flatMap { try folder.exclusions(of: person, by: $0) }
        var columns: [ExchangeSeries.Column] = []
        for dimension in Set(traces.map(\.dimension)).sorted(by: Self.isBefore) {
            let series = try traces.filter { $0.dimension == dimension }.map { trace in
                let lag = merging.appliesLags ? try folder.lags(of: person, by: trace.rater)[dimension] : nil
                return (trace.rater, try sampled(folder.trace(trace), lag: lag ?? .zero))
            }
            let gold = GoldStandard(series, method: merging.method).series
            let values = (0..<timeline.sampleCount).map { index in
                let time = timeline.origin + ExchangeSeries.period * index
                return exclusions.contains { $0.contains(time) } ? nil : gold[Int64(index)]
            }
            columns.append(.init(dimension, values))
        }
        var result = series(of: person, source: raters.count == 1 ? raters[0].text : LabelName.gold.text, columns)
        result.events = try raters.flatMap { try folder.events(of: person, by: $0) }.sorted { $0.time < $1.time }
        result.exclusions = exclusions.sorted { $0.start < $1.start }
        return result
    }

    /// The trace at each sample of an export: tick 0 is the first frame.
    private func sampled(_ trace: Trace, lag: Duration) throws -> TickSeries {
        let moved = try Trace(
            trace.samples.map {
                Trace.Sample(time: MonotonicTime.zero + ($0.time - timeline.origin) - lag, value: $0.value)
            })
        return TickSeries(moved, ticks: 0..<Int64(timeline.sampleCount))
    }

    /// Arousal, valence, liking, then the others by name.
    private static func isBefore(_ a: LabelName, _ b: LabelName) -> Bool {
        let order: [LabelName] = [.arousal, .valence, .liking]
        let (i, j) = (order.firstIndex(of: a) ?? order.count, order.firstIndex(of: b) ?? order.count)
        return i == j ? a < b : i < j
    }

    // MARK: Predictions

    /// What the model said of a person, tick by tick; a tick without a valid estimate has no value.
    ///
    /// - Parameter progress: called with the number of messages read so far.
    public func predictions(of person: LabelName, progress: (Int) -> Void = { _ in }) throws -> ExchangeSeries {
        let messages = try SessionMessages(session: session)
        var result = series(of: person, source: "affect \(description.model.identifier)", [])
        var arousal = [Double?](repeating: nil, count: timeline.sampleCount)
        var valence = arousal
        let decoder = JSONDecoder()
        var count = 0
        while let line = try messages.next() {
            count += 1
            if count.isMultiple(of: 500) { progress(count) }
            guard line.contains("\"topic\":\"affect."),
                let message = try? decoder.decode(PredictionMessage.self, from: Data(line.utf8)),
                timeline.ticks.contains(message.tick),
                people.isAbout(person, track: message.trackID, isPrimary: message.primary)
            else { continue }
            let index = Int(message.tick - timeline.ticks.lowerBound)
            if message.valid { (arousal[index], valence[index]) = (message.arousal, message.valence) }
            // A track that is lost says so once, beside the message of whoever is primary then.
            guard message.valid || result.moments[index].state == nil || message.primary else { continue }
            result.moments[index].track = message.trackID
            result.moments[index].state = message.state
            result.moments[index].confidence = message.confidence
        }
        result.isOfFrames = true
        result.columns = [.init(.arousal, arousal), .init(.valence, valence)]
        return result
    }

    private func series(
        of person: LabelName, source: String, _ columns: [ExchangeSeries.Column]
    ) -> ExchangeSeries {
        var series = ExchangeSeries(
            name: name, person: person, source: source, origin: timeline.origin, columns: columns)
        series.moments = timeline.ticks.map { .init(tick: $0, frame: timeline.frame(of: $0)) }
        return series
    }
}
