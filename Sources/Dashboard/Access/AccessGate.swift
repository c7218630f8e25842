/// Decides which requests are answered.
///
/// A page of another site can make a browser send requests here, and a name that resolves to 127.0.0.1 can make them look
/// local (DNS rebinding). So the `Host` must be an address of this machine, the `Origin`, where there is one, must be this
/// server, whatever changes something must have one, and all but the first page must show the token as a cookie.
struct AccessGate: Sendable {
    let token: AccessToken
    let port: UInt16

    struct Request: Sendable {
        var method: String
        var host: String?
        var origin: String?
        /// The browser's `Sec-Fetch-Site`.
        var fetchSite: String?
        var cookie: String?
        /// From the link.
        var linkToken: String?
        var isUpgrade = false
    }

    enum Verdict: Hashable, Sendable {
        /// The cookie was shown.
        case allowed
        /// The link was followed: its token becomes the cookie.
        case allowedByLink
        case wrongHost
        case wrongOrigin
        case noToken
    }

    /// Cookies do not know ports; their names do, so that two dashboards do not log each other out.
    var cookieName: String { "affect_\(port)" }

    var cookie: String { "\(cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict" }

    func judge(_ request: Request) -> Verdict {
        guard let host = request.host, isOwn(host) else { return .wrongHost }
        let isPlainGet = (request.method == "GET" || request.method == "HEAD") && !request.isUpgrade
        if let origin = request.origin {
            guard origin == "http://\(host)" else { return .wrongOrigin }
        } else if !isPlainGet {
            return .wrongOrigin
        }
        if let token = request.linkToken, isPlainGet, self.token.matches(token) { return .allowedByLink }
        if let site = request.fetchSite, site != "same-origin", site != "none" { return .wrongOrigin }
        return cookies(request.cookie).contains(where: token.matches) ? .allowed : .noToken
    }

    private func isOwn(_ host: String) -> Bool {
        ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"].contains(host.lowercased())
    }

    private func cookies(_ header: String?) -> [String] {
        (header ?? "").split(separator: ";").compactMap { pair in
            let trimmed = pair.drop { $0 == " " }
            guard trimmed.hasPrefix(cookieName + "=") else { return nil }
            return String(trimmed.dropFirst(cookieName.count + 1))
        }
    }
}
