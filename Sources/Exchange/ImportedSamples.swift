import Labels

/// Samples of a foreign file, before they belong to a session.
struct ImportedSamples {
    /// Times are of the session's clock; else they count from its first frame.
    var isAbsolute = false
    var dimensions: [LabelName]
    /// Nanoseconds, growing strictly.
    private(set) var times: [Int64] = []
    /// A value for each dimension.
    private(set) var values: [[Double?]] = []
    var events: [LabelEvent] = []
    var exclusions: [Exclusion] = []

    init(isAbsolute: Bool = false, dimensions: [LabelName]) {
        self.isAbsolute = isAbsolute
        self.dimensions = dimensions
    }

    /// Of two samples at one moment the last one counts; one before the last is left out.
    mutating func append(_ time: Int64, _ sample: [Double?]) {
        if let last = times.last, time < last { return }
        if times.last == time {
            values[values.count - 1] = sample
            return
        }
        times.append(time)
        values.append(sample)
    }

    /// Nil beyond a year.
    static func nanoseconds(_ seconds: Double) -> Int64? {
        (-3.2e7...3.2e7).contains(seconds) ? Int64((seconds * 1e9).rounded()) : nil
    }
}
