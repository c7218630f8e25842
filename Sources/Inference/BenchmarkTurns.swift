/// Measures the same network again and again, for a comparison in which several programs take turns.
public final class BenchmarkTurns {
    private let network: AffectNetwork
    private let state: NetworkState
    private var crop: BenchmarkCrop

    public init(_ model: Model) {
        network = AffectNetwork(model)
        state = network.makeState()
        crop = BenchmarkCrop(model)
    }

    /// Goes on for `ticks` ticks: the times from crop to estimate, and of the preparations where `prepares`.
    public func run(ticks: Int, prepares: Bool) -> (steps: BenchmarkSamples, preparations: BenchmarkSamples) {
        var (steps, preparations) = (BenchmarkSamples(), BenchmarkSamples())
        for _ in 0..<ticks {
            crop.advance()
            if prepares { preparations.measure { network.prepare(state) } }
            steps.measure { _ = network.step(crop.pixels, state) }
        }
        return (steps, preparations)
    }
}
