import Testing

@testable import Dashboard

@Suite struct DashboardAddressTests {
    @Test(arguments: [
        ("127.0.0.1:5580", "127.0.0.1:5580"), ("localhost:80", "127.0.0.1:80"), ("5581", "127.0.0.1:5581"),
        ("127.1.2.3:0", "127.1.2.3:0"),
    ])
    func addressesOfThisMachine_areTaken(text: String, address: String) throws {
        #expect(try DashboardAddress(text).description == address)
    }

    @Test(arguments: ["0.0.0.0:5580", "192.168.0.1:80", "8.8.8.8:1", "128.0.0.1:5580"])
    func addressesThatOthersReach_areRefused(text: String) {
        #expect(throws: DashboardError.beyondLoopback(text)) { try DashboardAddress(text) }
    }

    @Test(arguments: [
        "", ":", "127.0.0.1:", "127.0.0.1:65536", "host.example:80", "127.0.0.1:80:80", "::1:80", "127.0.0.1",
    ])
    func otherTexts_areRefused(text: String) {
        #expect(throws: DashboardError.malformedAddress(text)) { try DashboardAddress(text) }
    }

    @Test func portInUse_isFoundOut() {
        guard case .success(let free) = PortProbe.bind(host: "127.0.0.1", port: 0) else {
            Issue.record("no free port")
            return
        }
        #expect(PortProbe.bind(host: "127.0.0.1", port: free) == .success(free))
        #expect(PortProbe.bind(host: "10.255.255.1", port: 0) == .failure(.init(code: 99)))
    }
}
