import Capture
import StreamTypes
import Testing

@Suite struct FrameRateMeterTests {
    @Test(arguments: [5.0, 15, 24, 29.97, 30, 60, 120])
    func steadyCamera_isMeasured(rate: Double) {
        var meter = FrameRateMeter()
        for index in 0..<1_500 { meter.add(.init(nanoseconds: Int64(Double(index) / rate * 1e9))) }
        let last = MonotonicTime(nanoseconds: Int64(1_499 / rate * 1e9))
        #expect(abs(meter.framesPerSecond(at: last) - rate) < 0.01)
        #expect(meter.framesPerSecond(at: last + .seconds(6)) == 0)
        #expect(meter.framesPerSecond(at: last + .seconds(2)) < rate)
    }
}
