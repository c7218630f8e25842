public import StreamTypes

/// What one rater said of one dimension over time, as drawn: any rate, even or not.
///
/// A sample without a value begins a stretch that is unrated; the next one with a value ends it.
public struct Trace: Hashable, Sendable {
    /// Times grow strictly; values are -1 to 1.
    public private(set) var samples: [Sample]

    public struct Sample: Hashable, Sendable {
        public var time: MonotonicTime
        public var value: Double?

        public init(time: MonotonicTime, value: Double?) {
            self.time = time
            self.value = value
        }
    }

    public init() { samples = [] }

    /// - Throws: ``LabelError/notInOrder(nanoseconds:)`` or ``LabelError/outOfRange(_:)``.
    public init(_ samples: [Sample]) throws(LabelError) {
        try Self.check(samples)
        self.samples = samples
    }

    /// Draws a stretch anew: `newer` takes the place of everything from its first to its last sample.
    ///
    /// - Throws: as ``init(_:)``; the trace is as before then.
    public mutating func replace(with newer: [Sample]) throws(LabelError) {
        try Self.check(newer)
        guard let first = newer.first, let last = newer.last else { return }
        let start = samples.partitioningIndex { $0.time >= first.time }
        let end = samples.partitioningIndex { $0.time > last.time }
        samples.replaceSubrange(start..<end, with: newer)
    }

    private static func check(_ samples: [Sample]) throws(LabelError) {
        var last: MonotonicTime?
        for sample in samples {
            if let last, sample.time <= last { throw .notInOrder(nanoseconds: sample.time.nanoseconds) }
            if let value = sample.value, !(-1...1).contains(value) { throw .outOfRange(value) }
            last = sample.time
        }
    }
}

extension Array {
    /// The first index whose element fulfils `predicate`, where all that do come after all that do not. O(log n).
    func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
