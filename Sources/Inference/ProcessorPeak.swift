import CKernels

/// The most multiplications and additions a second that our instruction set does on one thread, from registers alone.
struct ProcessorPeak {
    /// Of each burst, 10⁹ operations a second.
    private var rates: [Double] = []
    private static let iterations: Int64 = 20_000

    /// A burst of well under a millisecond.
    mutating func measure() {
        var samples = BenchmarkSamples()
        var operations: Int64 = 0
        var result: Float = 0
        samples.measure { operations = ck_multiply_add(Self.iterations, 0.5, 0.25, &result) }
        guard result.isFinite, let time = samples.processor.first, time > 0 else { return }
        rates.append(Double(operations) / time / 1e6)
    }

    /// Median of the bursts; not a number before the first.
    var gigaFLOPsPerSecond: Double { rates.isEmpty ? .nan : rates.sorted()[rates.count / 2] }
}
