/// How well each rater agrees with each other one, over the ticks that both rated.
public struct AgreementMatrix: Hashable, Sendable {
    public let raters: [LabelName]
    /// `rater × rater`, symmetric, Lin's; 1 on the diagonal, nil where it does not exist.
    public let ccc: [[Double?]]
    /// `rater × rater`, as above.
    public let pearson: [[Double?]]

    /// O(raters² × ticks).
    public init(_ traces: [(rater: LabelName, series: TickSeries)]) {
        raters = traces.map(\.rater)
        var ccc = [[Double?]](repeating: [Double?](repeating: 1, count: traces.count), count: traces.count)
        var pearson = ccc
        for i in traces.indices {
            for j in traces.indices.prefix(i) {
                let agreement = Agreement(truth: traces[i].series, prediction: traces[j].series)
                (ccc[i][j], ccc[j][i]) = (agreement.linCCC, agreement.linCCC)
                (pearson[i][j], pearson[j][i]) = (agreement.pearson, agreement.pearson)
            }
        }
        (self.ccc, self.pearson) = (ccc, pearson)
    }

    /// The mean CCC of a rater with the others; nil without others.
    public func meanCCC(of rater: Int) -> Double? {
        let values = raters.indices.filter { $0 != rater }.compactMap { ccc[rater][$0] }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
