import Capture
import StreamTypes
import Testing

@Suite struct SequenceCounterTests {
    @Test func gaps_areCountedAcrossTheWrap() {
        var counter = SequenceCounter()
        let lost = [5, 6, 9, UInt32.max - 1].map { counter.lost(before: $0) }
        #expect(lost == [0, 0, 2, 0])
        #expect(!counter.isTrusted)
        counter = SequenceCounter()
        #expect([UInt32.max - 1, UInt32.max, 0, 3].map { counter.lost(before: $0) } == [0, 0, 0, 2])
        #expect(counter.isTrusted)
    }
}
