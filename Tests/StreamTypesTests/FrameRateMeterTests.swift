import StreamTypes
import Testing

@Suite struct FrameRateMeterTests {
    @Test(arguments: [5.0, 15, 24, 29.97, 30, 60, 120])
    func steadySource_isMeasured(rate: Double) throws {
        var meter = FrameRateMeter()
        for index in 0..<1_500 { meter.add(MonotonicTime(nanoseconds: Int64(Double(index) / rate * 1e9))) }
        let last = MonotonicTime(nanoseconds: Int64(1_499 / rate * 1e9))
        #expect(abs(try #require(meter.framesPerSecond) - rate) < 0.01)
        #expect(abs(meter.framesPerSecond(at: last) - rate) < 0.01)
        #expect(meter.framesPerSecond(at: last + .seconds(6)) == 0)
        #expect(meter.framesPerSecond(at: last + .seconds(2)) < rate)
    }

    @Test func oneFrame_hasNoRate() {
        var meter = FrameRateMeter()
        #expect(meter.framesPerSecond == nil)
        meter.add(.zero)
        #expect(meter.framesPerSecond == nil)
        #expect(meter.count == 1)
    }

    @Test func timeGoingBack_startsAnew() {
        var meter = FrameRateMeter()
        for index in 0..<50 { meter.add(.zero + .milliseconds(index * 40)) }
        meter.add(.zero)
        #expect(meter.framesPerSecond == nil)
    }

    @Test func longSilence_startsAnew() {
        var meter = FrameRateMeter()
        meter.add(.zero)
        meter.add(.zero + .milliseconds(40))
        meter.add(.zero + .seconds(10))
        #expect(meter.framesPerSecond == nil)
    }
}
