import Labels
import StreamTypes

/// All raters of one person and dimension at 10 Hz beside the gold standard and the model.
struct Comparison: Encodable, Sendable {
    var dimension: String
    var person: String
    /// Every series begins here: tick *k* is the moment *k* × 100 ms.
    var firstTick: Int64
    var raters: [Rater] = []
    /// Of all raters, moved by their stored lags; nil without raters.
    var gold: Curve?
    var prediction: Curve
    /// Names and Lin's CCC of everybody with everybody: the raters, the model last.
    var names: [String]
    var ccc: [[Double?]]
    /// The model against the gold standard, as AVEC scores it.
    var predictionCCC: Double?

    struct Curve: Encodable, Sendable {
        var values: [Double?]
    }

    struct Rater: Encodable, Sendable {
        var name: String
        var values: [Double?]
        /// Milliseconds, as stored.
        var lag: Int?
        /// Milliseconds, as estimated against the model.
        var estimatedLag: Int?
        /// Of the gold standard.
        var weight: Double?
        /// Mean CCC with the other raters.
        var meanCCC: Double?
    }

    /// - Parameter path: the session's folder.
    init(_ path: String, _ predictions: Predictions, person: LabelName, dimension: LabelName) throws {
        self.dimension = dimension.text
        self.person = person.text
        let folder = try LabelFolder(session: path)
        let model = try predictions.series(dimension, of: person, people: People(session: path))
        var traces: [(rater: LabelName, series: TickSeries)] = []
        for identity in try folder.traces(of: person)
        where identity.dimension == dimension && identity.rater != .gold {
            let excluded = try folder.exclusions(of: person, by: identity.rater)
            let series = TickSeries(try folder.trace(identity)).excluding(excluded)
            let lag = try folder.lags(of: person, by: identity.rater)[dimension]
            let ticks = Int((lag ?? .zero).wholeNanoseconds / TickSeries.period.wholeNanoseconds)
            traces.append((identity.rater, series.earlier(byTicks: ticks)))
            raters.append(
                Rater(
                    name: identity.rater.text, values: [], lag: lag.map { Int($0.wholeNanoseconds / 1_000_000) },
                    estimatedLag: ReactionLag.estimate(of: series, against: model).map {
                        Int($0.duration.wholeNanoseconds / 1_000_000)
                    }))
        }
        let standard = traces.isEmpty ? nil : GoldStandard(traces)
        let ends = (traces.map(\.series.ticks) + [model.ticks]).filter { !$0.isEmpty }
        let first = ends.map(\.lowerBound).min() ?? 0
        let all = first..<(ends.map(\.upperBound).max() ?? 0)
        firstTick = first
        func values(_ series: TickSeries) -> [Double?] { all.map { series[$0] } }
        for rater in raters.indices {
            raters[rater].values = values(traces[rater].series)
            raters[rater].weight = standard?.weights[rater]
            raters[rater].meanCCC = standard?.agreement.meanCCC(of: rater)
        }
        gold = standard.map { Curve(values: values($0.series)) }
        prediction = Curve(values: values(model))
        predictionCCC = standard.flatMap { Agreement(truth: $0.series, prediction: model).ccc }
        let matrix = AgreementMatrix(traces + [(.gold, model)])
        names = traces.map(\.rater.text) + ["model"]
        ccc = matrix.ccc
    }
}
