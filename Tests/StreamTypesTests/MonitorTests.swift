import StreamTypes
import Testing

@Suite struct MonitorTests {
    @Test func deadlineThatHasPassed_endsTheWait() {
        let monitor = Monitor()
        monitor.lock()
        defer { monitor.unlock() }
        #expect(!monitor.wait(until: SystemMonotonicClock().now()))
    }

    /// Each side waits for the other, so the numbers come in their order or the test never ends.
    @Test func twoThreads_takeTurns() {
        let monitor = Monitor()
        nonisolated(unsafe) var numbers: [Int] = []
        func count(from first: Int) {
            for number in stride(from: first, to: 100, by: 2) {
                monitor.lock()
                while numbers.count != number { monitor.wait() }
                numbers.append(number)
                monitor.broadcast()
                monitor.unlock()
            }
        }
        let thread = WorkerThread { count(from: 1) }
        count(from: 0)
        thread.join()
        #expect(numbers == Array(0..<100))
    }
}
