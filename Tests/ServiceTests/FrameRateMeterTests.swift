import Service
import StreamTypes
import Testing

@Suite struct FrameRateMeterTests {
    private func meter(every milliseconds: Int64, frames: Int64) -> FrameRateMeter {
        var meter = FrameRateMeter()
        for index in 0..<frames { meter.add(.zero + .milliseconds(index * milliseconds)) }
        return meter
    }

    @Test(arguments: [(Int64(40), 25.0), (200, 5), (20, 50)]) func steadySource_givesItsRate(
        interval: Int64, rate: Double
    ) {
        #expect(meter(every: interval, frames: 500).framesPerSecond == rate)
    }

    @Test func oneFrame_hasNoRate() {
        #expect(meter(every: 40, frames: 1).framesPerSecond == nil)
        #expect(!meter(every: 40, frames: 1).isBelowTickRate)
    }

    @Test func slowSource_isBelowTheTickRate() {
        #expect(meter(every: 133, frames: 20).isBelowTickRate)
        #expect(!meter(every: 100, frames: 20).isBelowTickRate)
    }

    @Test func timeGoingBack_startsAnew() {
        var meter = meter(every: 40, frames: 50)
        meter.add(.zero)
        #expect(meter.framesPerSecond == nil)
    }
}
