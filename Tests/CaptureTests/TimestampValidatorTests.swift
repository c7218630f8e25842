import Capture
import StreamTypes
import Testing

@Suite struct TimestampValidatorTests {
    static func time(_ milliseconds: Int64) -> MonotonicTime { .init(nanoseconds: milliseconds * 1_000_000) }

    /// Stamps and arrivals in milliseconds → source and capture times.
    static let table: [(name: String, frames: [(stamp: Int64?, now: Int64)], source: TimestampSource, times: [Int64])] =
        [
            ("good", [(1_000, 1_005), (1_033, 1_038)], .driver, [1_000, 1_033]),
            ("no clock", [(nil, 1_005), (nil, 1_038)], .host(.unknownClock), [1_005, 1_038]),
            ("zero", [(0, 1_005)], .host(.zero), [1_005]),
            ("constant", [(1_000, 1_005), (1_000, 1_038)], .host(.constant), [1_000, 1_038]),
            ("backwards", [(1_033, 1_036), (1_000, 1_069)], .host(.backwards), [1_033, 1_069]),
            ("slightly early", [(1_010, 1_005), (1_040, 1_038)], .driver, [1_005, 1_038]),
            ("future", [(1_000, 1_005), (1_200, 1_038)], .host(.future), [1_000, 1_038]),
            ("before the start", [(700, 1_005)], .host(.wrongClock), [1_005]),
            ("just before the start", [(950, 1_005)], .driver, [950]),
            ("one defect lasts", [(0, 1_005), (1_030, 1_038), (1_060, 1_071)], .host(.zero), [1_005, 1_038, 1_071]),
        ]

    @Test(arguments: table.indices)
    func stamps_areJudged(row: Int) {
        let (name, frames, source, times) = Self.table[row]
        var validator = TimestampValidator(streamStart: Self.time(1_000), lastCapture: .zero)
        let found = frames.map { validator.captureTime(stamp: $0.stamp.map(Self.time), now: Self.time($0.now)) }
        #expect(found == times.map(Self.time), "\(name)")
        #expect(validator.source == source, "\(name)")
    }

    @Test func captureTimes_neverGoBackAcrossStreams() {
        var validator = TimestampValidator(streamStart: Self.time(1_000), lastCapture: Self.time(2_000))
        let first = validator.captureTime(stamp: Self.time(1_500), now: Self.time(1_505))
        let second = validator.captureTime(stamp: Self.time(1_533), now: Self.time(1_538))
        #expect(first > Self.time(2_000) && second > first)
    }
}
