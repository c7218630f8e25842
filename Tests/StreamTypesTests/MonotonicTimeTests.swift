import StreamTypes
import TestKit
import Testing

@Suite struct MonotonicTimeTests {
    @Test func arithmetic_beyondDoublePrecision_staysExact() {
        let late = MonotonicTime(nanoseconds: 9_007_199_254_740_993)
        #expect((late + .nanoseconds(1)) - late == .nanoseconds(1))
        #expect((late - .milliseconds(100)).nanoseconds == 9_007_199_154_740_993)
    }

    @Test func manualClock_sleep_movesToTheDeadlineAndNeverBack() {
        let clock = ManualClock(at: MonotonicTime(nanoseconds: 50))
        clock.sleep(until: MonotonicTime(nanoseconds: 40))
        #expect(clock.now().nanoseconds == 50)
        clock.sleep(until: MonotonicTime(nanoseconds: 90))
        #expect(clock.now().nanoseconds == 90)
    }

    @Test func trackID_description_hasAFixedWidth() {
        #expect(TrackID.none.description == "t000000")
        #expect(TrackID(1_234_567).description == "t1234567")
    }
}
