import StreamTypes
import Testing

@testable import Feed

@Suite struct RequestAllowanceTests {
    @Test func steadyClient_isNeverTooFast() {
        var allowance = RequestAllowance()
        for request in 0..<1000 {
            let isTaken = allowance.take([1], at: .zero + .milliseconds(100 * request))
            #expect(isTaken)
        }
    }

    @Test func burst_isFollowedByTenASecond() {
        var allowance = RequestAllowance()
        let taken = (0..<1000).filter { allowance.take([1], at: .zero + .milliseconds($0 * 10)) }.count
        #expect((RequestAllowance.burst + 99...RequestAllowance.burst + 100).contains(taken))
    }

    @Test func manyClients_areForgottenInTime() {
        var allowance = RequestAllowance()
        for client in 0..<5000 {
            let name = [UInt8(client >> 8), UInt8(client & 255)]
            let isTaken = allowance.take(name, at: .zero + .milliseconds(client))
            #expect(isTaken)
            #expect(allowance.clients <= RequestAllowance.maximumClients)
        }
    }

    @Test func refusals_areToldOnceAMinute() {
        var count = RefusalCount(subject: "control")
        for _ in 0..<3 { count.add("too_fast") }
        count.add("malformed")
        #expect(count.sentenceIfDue(at: .zero) == "control: refused 1 malformed, 3 too_fast")
        count.add("too_fast")
        #expect(count.sentenceIfDue(at: .zero + .seconds(59)) == nil)
        #expect(count.sentenceIfDue(at: .zero + .seconds(60)) == "control: refused 1 too_fast")
        #expect(count.sentenceIfDue(at: .zero + .seconds(300)) == nil)
    }
}
