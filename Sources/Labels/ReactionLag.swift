import StreamTypes

/// How much later than a reference a rater was: people take two to four seconds to see and to move.
public struct ReactionLag: Hashable, Sendable {
    public var ticks: Int
    /// Pearson's correlation at that lag.
    public var correlation: Double

    public var duration: Duration { TickSeries.period * ticks }

    /// The lag at which the rater correlates best with the reference, the shortest of equals.
    ///
    /// - Parameters:
    ///   - reference: what the rater followed: a prediction, or another rater whose lag is known.
    ///   - lags: in ticks.
    ///   - minimumOverlap: a lag that leaves fewer ticks with both values does not count.
    /// - Returns: nil when no lag correlates at all. O(lags × ticks).
    public static func estimate(
        of rater: TickSeries, against reference: TickSeries, lags: ClosedRange<Int> = 0...60, minimumOverlap: Int = 50
    ) -> ReactionLag? {
        var best: ReactionLag?
        for lag in lags {
            let agreement = Agreement(truth: reference, prediction: rater.earlier(byTicks: lag))
            guard agreement.count >= minimumOverlap, let correlation = agreement.pearson, correlation > 0,
                correlation > best?.correlation ?? 0
            else { continue }
            best = ReactionLag(ticks: lag, correlation: correlation)
        }
        return best
    }
}
