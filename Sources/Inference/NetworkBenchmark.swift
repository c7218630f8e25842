import StreamTypes

/// Measures how long a model's networks take on this machine, one thread.
public enum NetworkBenchmark {
    /// Times of many ticks, in milliseconds.
    public struct Times: Sendable, Hashable {
        /// By the monotonic clock: what a listener waits for, other programs included.
        public var p50: Double
        public var p99: Double
        /// Median of the thread's processor time.
        public var processorP50: Double
    }

    /// A layer, or the inner products, of one of the networks.
    public struct Stage: Sendable, Hashable {
        /// The network's prefix and the stage's name, such as `main.convlstm`.
        public var name: String
        public var times: Times
        /// Of the direct computation of one time step: two for each multiplication and addition.
        public var megaFLOPs: Double
        /// Of the matrix products that the kernels do instead.
        public var productMegaFLOPs: Double
    }

    /// Times of a tick.
    public struct Tick: Sendable, Hashable {
        /// A whole step, nothing prepared.
        public var whole: Times
        /// From crop to estimate, after ``AffectNetwork/prepare(_:)``.
        public var prepared: Times
        /// ``AffectNetwork/prepare(_:)`` itself.
        public var preparation: Times
    }

    public struct Report: Sendable, Hashable {
        /// See ``BLASCore/name``.
        public var blasCore: String
        /// See ``BLASCore/instructionSet``.
        public var instructionSet: String
        public var ticks: Int
        /// With caches as hot as they get.
        public var tick: Tick
        public var stages: [Stage]
        public var megaFLOPs: Double
        public var productMegaFLOPs: Double
        /// What one thread can do from registers, measured between the ticks; by processor time.
        public var peakGigaFLOPsPerSecond: Double
    }

    /// Runs `ticks` ticks in each of the ways of the report, taking turns, after a few that are not measured.
    ///
    /// - Precondition: `ticks` is at least 1.
    public static func run(model: Model, ticks: Int) -> Report {
        precondition(ticks >= 1)
        let network = AffectNetwork(model)
        let staged = network.makeState()
        let ways = TickWays(network)
        var peak = ProcessorPeak()
        var stages = [[BenchmarkSamples]](
            repeating: .init(repeating: BenchmarkSamples(), count: NetworkRunner.stageCount),
            count: network.runners.count)
        var crop = BenchmarkCrop(model)
        for index in 0..<ticks + unmeasuredTicks(model) {
            crop.advance()
            if index == unmeasuredTicks(model) {
                ways.forgetSamples()
                for network in stages.indices {
                    for stage in stages[network].indices { stages[network][stage] = BenchmarkSamples() }
                }
            }
            ways.run(crop.pixels)
            peak.measure()
            for (runner, (stream, number)) in zip(network.runners, zip(staged.streams, stages.indices)) {
                stream.window.append(crop.pixels)
                for stage in 0..<NetworkRunner.stageCount {
                    var goesOn = false
                    stages[number][stage].measure { goesOn = runner.run(stage, stream) }
                    guard goesOn else { break }
                }
            }
        }
        let reports = zip(model.configurations, stages).flatMap { configuration, samples in
            configuration.stageNames.indices.map { index in
                Stage(
                    name: configuration.prefix + configuration.stageNames[index], times: samples[index].times,
                    megaFLOPs: Double(configuration.stageFLOPs[index]) / 1e6,
                    productMegaFLOPs: Double(configuration.stageProductFLOPs[index]) / 1e6)
            }
        }
        return Report(
            blasCore: BLASCore.name, instructionSet: BLASCore.instructionSet, ticks: ticks, tick: ways.times,
            stages: reports, megaFLOPs: reports.reduce(0) { $0 + $1.megaFLOPs },
            productMegaFLOPs: reports.reduce(0) { $0 + $1.productMegaFLOPs },
            peakGigaFLOPsPerSecond: peak.gigaFLOPsPerSecond)
    }

    /// Until every stage has had its first input and the processor's clock has settled.
    static func unmeasuredTicks(_ model: Model) -> Int { 5 + (model.configurations.map(\.delayTicks).max() ?? 0) }
}
