import Glibc

/// How long repetitions of one piece of work took, in milliseconds.
public struct BenchmarkSamples: Sendable, Hashable {
    /// By the monotonic clock: what a listener waits for, other programs included.
    public private(set) var wall: [Double] = []
    /// Of the thread.
    public private(set) var processor: [Double] = []

    public init() {}

    mutating func measure(_ body: () -> Void) {
        let (start, processorStart) = (Self.milliseconds(CLOCK_MONOTONIC), Self.milliseconds(CLOCK_THREAD_CPUTIME_ID))
        body()
        processor.append(Self.milliseconds(CLOCK_THREAD_CPUTIME_ID) - processorStart)
        wall.append(Self.milliseconds(CLOCK_MONOTONIC) - start)
    }

    var times: NetworkBenchmark.Times {
        NetworkBenchmark.Times(
            p50: Self.percentile(50, wall), p99: Self.percentile(99, wall), processorP50: Self.percentile(50, processor)
        )
    }

    /// Nearest rank.
    private static func percentile(_ percent: Int, _ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        return sorted[min(sorted.count - 1, max(0, (sorted.count * percent + 99) / 100 - 1))]
    }

    static func milliseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
