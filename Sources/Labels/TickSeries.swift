public import StreamTypes

/// One value for each 100 ms of a session or recording; nil where there is none.
public struct TickSeries: Hashable, Sendable {
    /// Tick *k* stands for the moment *k* × 100 ms.
    public var firstTick: Int64
    public var values: [Double?]

    public static let period = Duration.milliseconds(100)

    public init(firstTick: Int64, values: [Double?]) {
        self.firstTick = firstTick
        self.values = values
    }

    public var ticks: Range<Int64> { firstTick..<firstTick + Int64(values.count) }

    /// Ticks with a value.
    public var ratedCount: Int { values.count { $0 != nil } }

    public static func time(of tick: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: tick * period.wholeNanoseconds)
    }

    /// Nil outside.
    public subscript(tick: Int64) -> Double? {
        ticks.contains(tick) ? values[Int(tick - firstTick)] : nil
    }

    /// What was said late, put where it belongs.
    public func earlier(byTicks lag: Int) -> TickSeries {
        TickSeries(firstTick: firstTick - Int64(lag), values: values)
    }

    /// Without the ticks that begin within an exclusion.
    public func excluding(_ exclusions: [Exclusion]) -> TickSeries {
        var series = self
        for exclusion in exclusions {
            for tick in ticks where exclusion.contains(Self.time(of: tick)) {
                series.values[Int(tick - firstTick)] = nil
            }
        }
        return series
    }

    // MARK: From a trace

    /// Ticks within the trace's times, those included that are less than 100 ms outside.
    public static func ticks(of trace: Trace) -> Range<Int64> {
        guard let first = trace.samples.first, let last = trace.samples.last else { return 0..<0 }
        let period = period.wholeNanoseconds
        return first.time.nanoseconds.dividedDown(by: period)..<last.time.nanoseconds.dividedDown(by: period) + 1
    }

    /// Reads a trace at each tick, linearly between the two samples around it; the first and the last sample hold for 100 ms
    /// outside of the trace.
    ///
    /// - Parameters:
    ///   - ticks: nil for ``ticks(of:)``.
    ///   - maximumGap: two samples further apart leave the ticks between them unrated.
    ///
    /// O(samples + ticks).
    public init(_ trace: Trace, ticks: Range<Int64>? = nil, maximumGap: Duration = .seconds(1)) {
        let ticks = ticks ?? Self.ticks(of: trace)
        let samples = trace.samples
        firstTick = ticks.lowerBound
        values = []
        values.reserveCapacity(ticks.count)
        var next = 0
        for tick in ticks {
            let time = Self.time(of: tick)
            while next < samples.count, samples[next].time <= time { next += 1 }
            let before = next > 0 ? samples[next - 1] : nil
            let after = next < samples.count ? samples[next] : nil
            values.append(Self.value(at: time, before, after, maximumGap))
        }
    }

    private static func value(
        at time: MonotonicTime, _ before: Trace.Sample?, _ after: Trace.Sample?, _ maximumGap: Duration
    ) -> Double? {
        guard let before else {
            guard let after, after.time - time < period else { return nil }
            return after.value
        }
        guard let start = before.value else { return nil }
        if before.time == time { return start }
        guard let after else { return time - before.time < period ? start : nil }
        let gap = after.time - before.time
        guard gap <= maximumGap else { return nil }
        guard let end = after.value else { return start }
        return start + (end - start) * ((time - before.time).seconds / gap.seconds)
    }

    /// The series as a trace, a sample a tick.
    ///
    /// - Throws: ``LabelError/outOfRange(_:)``.
    public func trace() throws(LabelError) -> Trace {
        try Trace(ticks.map { Trace.Sample(time: Self.time(of: $0), value: self[$0]) })
    }
}

extension Int64 {
    fileprivate func dividedDown(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
