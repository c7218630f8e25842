import ArgumentParser

/// `0:100`.
struct RangeArgument: ExpressibleByArgument {
    var value: ClosedRange<Double>

    init?(argument: String) {
        let ends = argument.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low < high, low.isFinite, high.isFinite else {
            return nil
        }
        value = low...high
    }
}
