/// Runs each tick twice, whole and prepared, on two states, and measures both.
final class TickWays {
    private let network: AffectNetwork
    private let wholeState: NetworkState
    private let preparedState: NetworkState
    private var whole = BenchmarkSamples()
    private var prepared = BenchmarkSamples()
    private var preparation = BenchmarkSamples()

    init(_ network: AffectNetwork) {
        self.network = network
        (wholeState, preparedState) = (network.makeState(), network.makeState())
    }

    /// - Parameter before: what happens before each piece of work, unmeasured.
    func run(_ crop: [UInt8], before: () -> Void = {}) {
        before()
        whole.measure { _ = network.step(crop, wholeState) }
        before()
        preparation.measure { network.prepare(preparedState) }
        before()
        prepared.measure { _ = network.step(crop, preparedState) }
    }

    func forgetSamples() {
        (whole, prepared, preparation) = (BenchmarkSamples(), BenchmarkSamples(), BenchmarkSamples())
    }

    var times: NetworkBenchmark.Tick {
        NetworkBenchmark.Tick(whole: whole.times, prepared: prepared.times, preparation: preparation.times)
    }
}
