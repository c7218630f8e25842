import Glibc

extension NetworkBenchmark {
    /// A tick of several faces, each with its own crop and state.
    public struct Faces: Sendable, Hashable {
        public var count: Int
        /// All of their steps, nothing prepared.
        public var step: Times
        /// The same, one face after the other.
        public var separateSteps: Times
        /// All of their preparations for the next tick.
        public var preparation: Times
        /// All of their steps after that.
        public var preparedStep: Times
    }

    /// Times of one tick each 100 ms, with caches emptied before each piece of work: what a stream sees.
    ///
    /// - Precondition: `ticks` is at least 1.
    public static func paced(model: Model, ticks: Int) -> Tick {
        precondition(ticks >= 1)
        let ways = TickWays(AffectNetwork(model))
        let eviction = CacheEviction()
        var crop = BenchmarkCrop(model)
        let start = BenchmarkSamples.milliseconds(CLOCK_MONOTONIC)
        for index in 0..<ticks + unmeasuredTicks(model) {
            if index == unmeasuredTicks(model) { ways.forgetSamples() }
            crop.advance()
            sleep(untilMilliseconds: start + Double(index) * Double(Model.tickMilliseconds))
            ways.run(crop.pixels, before: eviction.run)
        }
        return ways.times
    }

    /// Times of ticks of 1, 2, … `count` faces, taking turns; before each the caches are emptied where `isCold`.
    ///
    /// - Precondition: `count` and `ticks` are at least 1.
    public static func faces(model: Model, count: Int, ticks: Int, isCold: Bool) -> [Faces] {
        precondition(count >= 1 && ticks >= 1)
        let network = AffectNetwork(model)
        let eviction = isCold ? CacheEviction() : nil
        var crop = BenchmarkCrop(model)
        let groups = (1...count).map { size in
            (
                whole: (0..<size).map { _ in network.makeState() },
                separate: (0..<size).map { _ in network.makeState() },
                prepared: (0..<size).map { _ in network.makeState() }
            )
        }
        var samples = [[BenchmarkSamples]](repeating: .init(repeating: BenchmarkSamples(), count: 4), count: count)
        for index in 0..<ticks + unmeasuredTicks(model) {
            crop.advance()
            if index == unmeasuredTicks(model) {
                samples = .init(repeating: .init(repeating: BenchmarkSamples(), count: 4), count: count)
            }
            func step(_ states: [NetworkState]) {
                crop.pixels.withUnsafeBufferPointer { pixels in
                    let crops = [UnsafePointer<UInt8>](repeating: pixels.baseAddress!, count: states.count)
                    network.step(crops, states) { _, _ in }
                }
            }
            for (number, group) in groups.enumerated() {
                eviction?.run()
                samples[number][0].measure { step(group.whole) }
                eviction?.run()
                samples[number][1].measure { network.prepare(group.prepared) }
                eviction?.run()
                samples[number][2].measure { step(group.prepared) }
                eviction?.run()
                samples[number][3].measure { for state in group.separate { _ = network.step(crop.pixels, state) } }
            }
        }
        return samples.enumerated().map { number, samples in
            Faces(
                count: number + 1, step: samples[0].times, separateSteps: samples[3].times,
                preparation: samples[1].times, preparedStep: samples[2].times)
        }
    }

    private static func sleep(untilMilliseconds deadline: Double) {
        var time = timespec(
            tv_sec: Int(deadline / 1e3), tv_nsec: Int(deadline.truncatingRemainder(dividingBy: 1e3) * 1e6))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
