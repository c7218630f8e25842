/// How well two series of one length agree. A figure that does not exist (a constant series, fewer than two values) is nil.
public struct Agreement: Hashable, Sendable {
    /// Pairs compared.
    public var count: Int
    /// Concordance correlation as AVEC's scorer has it: covariance over N, variances over N - 1.
    public var ccc: Double?
    /// Lin's concordance correlation, everything over N; AVEC's is smaller by a factor that goes to 1 as 1 / N.
    public var linCCC: Double?
    /// Pearson's correlation.
    public var pearson: Double?
    /// Root mean square error.
    public var rmse: Double?
    /// Share of pairs on the same side of zero; zero is a side of its own.
    public var signAgreement: Double?

    /// - Parameters: two series of one length, finite. O(count).
    public init(truth: [Double], prediction: [Double]) {
        precondition(truth.count == prediction.count, "two series of one length")
        count = truth.count
        guard count > 0 else { return }
        let n = Double(count)
        let (meanTruth, meanPrediction) = (Self.mean(truth), Self.mean(prediction))
        var (covariance, varianceTruth, variancePrediction, squares, same) = (0.0, 0.0, 0.0, 0.0, 0)
        for (truth, prediction) in zip(truth, prediction) {
            let (a, b) = (truth - meanTruth, prediction - meanPrediction)
            covariance += a * b
            varianceTruth += a * a
            variancePrediction += b * b
            squares += (truth - prediction) * (truth - prediction)
            if (truth > 0) == (prediction > 0), (truth < 0) == (prediction < 0) { same += 1 }
        }
        rmse = (squares / n).squareRoot()
        signAgreement = Double(same) / n
        guard count > 1 else { return }
        let shift = (meanTruth - meanPrediction) * (meanTruth - meanPrediction)
        let deviations = varianceTruth + variancePrediction
        if deviations / (n - 1) + shift > 0 { ccc = 2 * covariance / n / (deviations / (n - 1) + shift) }
        if deviations / n + shift > 0 { linCCC = 2 * covariance / n / (deviations / n + shift) }
        if varianceTruth > 0, variancePrediction > 0 {
            pearson = covariance / (varianceTruth * variancePrediction).squareRoot()
        }
    }

    /// Exact where all values are the same, so that a constant series has no variance.
    private static func mean(_ values: [Double]) -> Double {
        values[0] + values.reduce(0) { $0 + ($1 - values[0]) } / Double(values.count)
    }

    /// Compares the ticks at which both have a value.
    public init(truth: TickSeries, prediction: TickSeries) {
        let (truth, prediction) = Self.pairs(truth, prediction)
        self.init(truth: truth, prediction: prediction)
    }

    /// The values of both at the ticks at which both have one.
    static func pairs(_ a: TickSeries, _ b: TickSeries) -> ([Double], [Double]) {
        var pairs = ([Double](), [Double]())
        for tick in a.ticks.clamped(to: b.ticks) {
            guard let first = a[tick], let second = b[tick] else { continue }
            pairs.0.append(first)
            pairs.1.append(second)
        }
        return pairs
    }
}
