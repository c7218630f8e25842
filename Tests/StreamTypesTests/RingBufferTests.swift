import StreamTypes
import Testing

@Suite struct RingBufferTests {
    @Test func append_beyondCapacity_forgetsTheOldest() {
        var ring = RingBuffer<Int>(capacity: 3)
        for value in 0..<5 { ring.append(value) }
        #expect((0..<ring.count).map { ring[$0] } == [2, 3, 4])
        #expect(ring.first == 2)
        #expect(ring.last == 4)
    }

    @Test func removeAll_thenAppend_startsAnew() {
        var ring = RingBuffer<Int>(capacity: 2)
        for value in 0..<3 { ring.append(value) }
        ring.removeAll()
        #expect(ring.isEmpty)
        ring.append(9)
        #expect(ring.last == 9)
    }
}
