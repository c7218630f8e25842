import Capture
import StreamTypes
import Testing

@Suite struct ReopenPolicyTests {
    @Test func transientFaults_backOffAndForget() {
        var policy = ReopenPolicy()
        let delays = (0..<9).map { _ in policy.delay(after: .transient, streamed: .seconds(1)) }
        #expect(delays == [0, 0, 1, 2, 4, 8, 8, 8, 8].map { .seconds($0) })
        #expect(policy.delay(after: .transient, streamed: .seconds(10)) == .zero)
        #expect(policy.failures == 1)
    }

    @Test func otherFaults_haveFixedIntervals() {
        var policy = ReopenPolicy()
        #expect(policy.delay(after: .absent, streamed: .zero) == .seconds(1))
        #expect(policy.delay(after: .unavailable, streamed: .zero) == .seconds(5))
        #expect(policy.delay(after: .renewal, streamed: .zero) == .zero)
        #expect(policy.failures == 0)
    }
}
