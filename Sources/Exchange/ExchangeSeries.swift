public import Labels
import Sessions
public import StreamTypes

/// What one person's labels or predictions are, ten times a second from the first frame of a session on: what every export is
/// made of and every import comes to.
public struct ExchangeSeries: Sendable {
    public var name: String
    public var person: LabelName
    /// Who says so: a rater, `gold`, or the model.
    public var source: String
    /// The moment of the first sample, on the session's clock.
    public var origin: MonotonicTime
    public var columns: [Column]
    /// Of the moment of each sample; empty when nothing is known of it.
    public var moments: [Moment] = []
    /// Each sample is of the frame of its moment, as predictions are; else of an even 100 ms.
    public var isOfFrames = false
    public var events: [LabelEvent] = []
    public var exclusions: [Exclusion] = []

    public struct Column: Hashable, Sendable {
        public var dimension: LabelName
        /// -1 to 1; nil where there is no value.
        public var values: [Double?]

        public init(_ dimension: LabelName, _ values: [Double?]) {
            self.dimension = dimension
            self.values = values
        }
    }

    public struct Moment: Hashable, Sendable {
        public var tick: Int64
        /// The frame that the tick took; nil when it went without.
        public var frame: Frame?
        public var track: TrackID?
        public var state: String?
        public var confidence: Double?

        public init(tick: Int64, frame: Frame? = nil) {
            self.tick = tick
            self.frame = frame
        }
    }

    public init(
        name: String, person: LabelName, source: String, origin: MonotonicTime, columns: [Column]
    ) {
        self.name = name
        self.person = person
        self.source = source
        self.origin = origin
        self.columns = columns
    }

    public static let period = TickSeries.period

    public var count: Int { columns.map(\.values.count).max() ?? 0 }

    public func values(_ dimension: LabelName) -> [Double?]? {
        columns.first { $0.dimension == dimension }?.values
    }

    /// When sample `index` was.
    public func time(_ index: Int) -> MonotonicTime {
        let moment = isOfFrames ? moment(index)?.time : nil
        return moment ?? origin + Self.period * index
    }

    func moment(_ index: Int) -> Moment? { moments.indices.contains(index) ? moments[index] : nil }

    /// The same, in seconds from the first sample on.
    public func seconds(_ index: Int) -> Double { Double(index) / 10 }

    func value(_ column: Int, _ index: Int) -> Double? {
        columns[column].values.indices.contains(index) ? columns[column].values[index] : nil
    }

    /// A sample a tick, as a file of labels has it.
    ///
    /// - Throws: ``LabelError/outOfRange(_:)``.
    func trace(_ column: Int) throws(LabelError) -> Trace {
        try Trace((0..<count).map { Trace.Sample(time: time($0), value: value(column, $0)) })
    }
}

extension SessionTimeline {
    /// Samples of 100 ms from the first frame to the last tick.
    var sampleCount: Int { ticks.count }
}
