import Testing

@testable import Dashboard

@Suite struct AccessGateTests {
    private let gate = AccessGate(token: AccessToken(), port: 5580)

    private func request(
        _ method: String = "GET", host: String? = "127.0.0.1:5580", origin: String? = nil, fetchSite: String? = nil,
        cookie: String? = nil, linkToken: String? = nil, isUpgrade: Bool = false
    ) -> AccessGate.Verdict {
        gate.judge(
            AccessGate.Request(
                method: method, host: host, origin: origin, fetchSite: fetchSite, cookie: cookie, linkToken: linkToken,
                isUpgrade: isUpgrade))
    }

    private var cookie: String { "other=1; affect_5580=\(gate.token)" }
    private let own = "http://127.0.0.1:5580"

    @Test func linkWithToken_isAllowedAndCookieAfterwards() {
        #expect(request(linkToken: gate.token.description) == .allowedByLink)
        #expect(request(cookie: cookie) == .allowed)
        #expect(request("POST", origin: own, cookie: cookie) == .allowed)
        #expect(request(origin: own, fetchSite: "same-origin", cookie: cookie, isUpgrade: true) == .allowed)
    }

    @Test(arguments: ["localhost:5580", "LOCALHOST:5580", "[::1]:5580", "127.0.0.1:5580"])
    func namesOfThisMachine_areAllowed(host: String) {
        #expect(request(host: host, cookie: cookie) == .allowed)
    }

    @Test(arguments: [nil, "", "evil.example", "evil.example:5580", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil:5580"])
    func otherHost_isRefused(host: String?) {
        #expect(request(host: host, cookie: cookie, linkToken: gate.token.description) == .wrongHost)
    }

    @Test(arguments: ["http://evil.example", "null", "https://127.0.0.1:5580", "http://127.0.0.1:5581", ""])
    func otherOrigin_isRefused(origin: String) {
        #expect(request("POST", origin: origin, cookie: cookie) == .wrongOrigin)
        #expect(request(origin: origin, cookie: cookie, isUpgrade: true) == .wrongOrigin)
    }

    @Test func changeWithoutOrigin_isRefused() {
        #expect(request("POST", cookie: cookie) == .wrongOrigin)
        #expect(request("POST", cookie: cookie, linkToken: gate.token.description) == .wrongOrigin)
        #expect(request(cookie: cookie, isUpgrade: true) == .wrongOrigin)
    }

    @Test func anotherSitesPicture_isRefused() {
        #expect(request(fetchSite: "cross-site", cookie: cookie) == .wrongOrigin)
        #expect(request(fetchSite: "same-site", cookie: cookie) == .wrongOrigin)
    }

    @Test(arguments: ["", "affect_5580=", "affect_5581=TOKEN", "xaffect_5580=TOKEN", "affect_5580=TOKEN0"])
    func wrongCookie_isRefused(pattern: String) {
        let cookie = pattern.replacing("TOKEN", with: gate.token.description)
        #expect(request(cookie: cookie) == .noToken)
        #expect(request(linkToken: cookie) == .noToken)
    }

    @Test func tokens_areNewAndOfOneLength() {
        let tokens = (0..<100).map { _ in AccessToken().description }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 })
    }
}
