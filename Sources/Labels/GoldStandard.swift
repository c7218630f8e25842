/// One series out of those of several raters.
public struct GoldStandard: Hashable, Sendable {
    public let method: Method
    public let series: TickSeries
    /// The weight of each rater, in the order given; they add up to 1.
    public let weights: [Double]
    public let agreement: AgreementMatrix

    public enum Method: String, CaseIterable, Sendable {
        /// The mean of the raters, each around its own mean, put back at the mean of the raters' means weighted by each one's mean
        /// CCC with the others: a rater who sits too high everywhere moves nothing.
        ///
        /// Source: the baseline of AVEC 2018's gold-standard sub-challenge (`GSCreation.py`).
        case concordanceCentred = "ccc"
        /// The mean of the raters, each weighted by its correlation with the mean of all.
        ///
        /// Source: M. Grimm, K. Kroschel, "Evaluation of natural emotions using self assessment manikins" (ASRU 2005).
        case evaluatorWeighted = "ewe"
    }

    /// - Parameters:
    ///   - traces: one for each rater, at least one.
    ///   - minimumRaters: a tick that fewer rated has no value; nil for half of them.
    ///
    /// A weight below zero counts as zero; where all are zero, all raters count alike. O(raters² × ticks).
    public init(
        _ traces: [(rater: LabelName, series: TickSeries)], method: Method = .concordanceCentred,
        minimumRaters: Int? = nil
    ) {
        precondition(!traces.isEmpty, "at least one rater")
        self.method = method
        agreement = AgreementMatrix(traces)
        let series = traces.map(\.series)
        let minimum = max(1, minimumRaters ?? (traces.count + 1) / 2)
        switch method {
        case .concordanceCentred:
            weights = Self.normalised(series.indices.map { [agreement] in agreement.meanCCC(of: $0) })
            let means = series.map(Self.mean)
            let centre = zip(weights, means).reduce(0) { $0 + $1.0 * ($1.1 ?? 0) }
            let alike = [Double](repeating: 1, count: series.count)
            self.series = Self.combine(series, weights: alike, minimum: minimum) { value, rater in
                value - (means[rater] ?? 0) + centre
            }
        case .evaluatorWeighted:
            let alike = [Double](repeating: 1, count: series.count)
            let all = Self.combine(series, weights: alike, minimum: 1) { value, _ in value }
            weights = Self.normalised(series.map { Agreement(truth: all, prediction: $0).pearson })
            self.series = Self.combine(series, weights: weights, minimum: minimum) { value, _ in value }
        }
    }

    private static func normalised(_ weights: [Double?]) -> [Double] {
        let positive = weights.map { max(0, $0 ?? 0) }
        let sum = positive.reduce(0, +)
        return sum > 0 ? positive.map { $0 / sum } : weights.map { _ in 1 / Double(weights.count) }
    }

    private static func mean(_ series: TickSeries) -> Double? {
        let values = series.values.compactMap(\.self)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private static func combine(
        _ series: [TickSeries], weights: [Double], minimum: Int, _ change: (Double, Int) -> Double
    ) -> TickSeries {
        let first = series.map(\.firstTick).min() ?? 0
        let end = series.map(\.ticks.upperBound).max() ?? 0
        let values: [Double?] = (first..<end).map { tick in
            var (sum, weight, count) = (0.0, 0.0, 0)
            for rater in series.indices {
                guard let value = series[rater][tick] else { continue }
                sum += weights[rater] * change(value, rater)
                weight += weights[rater]
                count += 1
            }
            return count >= minimum && weight > 0 ? min(1, max(-1, sum / weight)) : nil
        }
        return TickSeries(firstTick: first, values: values)
    }
}
