import Glibc
import StreamTypes

/// Measures how long a model's networks take on this machine, one thread, hot caches.
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
    }

    public struct Report: Sendable, Hashable {
        /// See ``BLASCore/name``.
        public var blasCore: String
        /// See ``BLASCore/instructionSet``.
        public var instructionSet: String
        public var ticks: Int
        /// A whole step, nothing prepared.
        public var tick: Times
        /// From crop to estimate, after ``AffectNetwork/prepare(_:)``.
        public var preparedTick: Times
        /// ``AffectNetwork/prepare(_:)`` itself.
        public var preparation: Times
        public var stages: [Stage]
        public var megaFLOPs: Double
    }

    /// Runs `ticks` ticks in each of the ways of the report, taking turns, after a few that are not measured.
    ///
    /// - Precondition: `ticks` is at least 1.
    public static func run(model: Model, ticks: Int) -> Report {
        precondition(ticks >= 1)
        let network = AffectNetwork(model)
        let (whole, prepared, staged) = (network.makeState(), network.makeState(), network.makeState())
        var tick = Samples(), preparedTick = Samples(), preparation = Samples()
        var stages = [[Samples]](
            repeating: .init(repeating: Samples(), count: NetworkRunner.stageCount), count: network.runners.count)
        var crop = [UInt8](repeating: 128, count: model.template.width * model.template.height)
        let unmeasured = 5 + (model.configurations.map(\.delayTicks).max() ?? 0)
        for index in 0..<ticks + unmeasured {
            for pixel in crop.indices { crop[pixel] = UInt8(truncatingIfNeeded: (pixel + index) &* 2_654_435_761 >> 8) }
            if index == unmeasured {
                (tick, preparedTick, preparation) = (Samples(), Samples(), Samples())
                for network in stages.indices {
                    for stage in stages[network].indices { stages[network][stage] = Samples() }
                }
            }
            tick.measure { _ = network.step(crop, whole) }
            preparation.measure { network.prepare(prepared) }
            preparedTick.measure { _ = network.step(crop, prepared) }
            for (runner, (stream, number)) in zip(network.runners, zip(staged.streams, stages.indices)) {
                stream.window.append(crop)
                for stage in 0..<NetworkRunner.stageCount {
                    var goesOn = false
                    stages[number][stage].measure { goesOn = runner.run(stage, stream) }
                    guard goesOn else { break }
                }
            }
        }
        let reports = zip(model.configurations, stages).flatMap { configuration, samples in
            zip(configuration.stageNames, zip(samples, configuration.stageFLOPs)).map { name, values in
                Stage(
                    name: configuration.prefix + name, times: values.0.times, megaFLOPs: Double(values.1) / 1e6)
            }
        }
        return Report(
            blasCore: BLASCore.name, instructionSet: BLASCore.instructionSet, ticks: ticks,
            tick: tick.times, preparedTick: preparedTick.times, preparation: preparation.times, stages: reports,
            megaFLOPs: reports.reduce(0) { $0 + $1.megaFLOPs })
    }

    private struct Samples {
        private var wall: [Double] = []
        private var processor: [Double] = []

        mutating func measure(_ body: () -> Void) {
            let (start, processorStart) = (
                Self.milliseconds(CLOCK_MONOTONIC), Self.milliseconds(CLOCK_THREAD_CPUTIME_ID)
            )
            body()
            processor.append(Self.milliseconds(CLOCK_THREAD_CPUTIME_ID) - processorStart)
            wall.append(Self.milliseconds(CLOCK_MONOTONIC) - start)
        }

        var times: Times {
            Times(
                p50: Self.percentile(50, wall), p99: Self.percentile(99, wall),
                processorP50: Self.percentile(50, processor))
        }

        /// Nearest rank.
        private static func percentile(_ percent: Int, _ values: [Double]) -> Double {
            let sorted = values.sorted()
            guard !sorted.isEmpty else { return .nan }
            return sorted[min(sorted.count - 1, max(0, (sorted.count * percent + 99) / 100 - 1))]
        }

        private static func milliseconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
        }
    }
}
