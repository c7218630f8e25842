import FlyingFox
import FoundationEssentials

/// Answers the requests of browsers.
struct RequestHandler: HTTPHandler {
    let gate: AccessGate
    let files: WebFiles
    let about: About
    let viewers: ViewerList
    let control: ControlDesk?
    let sessions: SessionHandler?

    /// What the page is told of the program.
    struct About: Codable, Sendable {
        var version: String
        var hasFeed: Bool
        var hasPreview: Bool
        var hasControl: Bool
        var hasSessions: Bool
    }

    /// Bytes of the longest request that changes something.
    static let maximumBody = 4 << 20

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var more: [(HTTPHeader, String)] = []
        switch gate.judge(AccessGate.Request(request)) {
        case .allowed: break
        case .allowedByLink: more.append((.setCookie, gate.cookie))
        case .wrongHost:
            return Reply.page(.forbidden, "This page is served to this machine alone, at 127.0.0.1 or localhost.")
        case .wrongOrigin:
            return Reply.page(.forbidden, "Requests of other sites are refused.")
        case .noToken:
            return Reply.page(
                .forbidden,
                "Open the link that <code>affect-dashboard</code> printed when it started: it holds this run's token.")
        }
        let target = request.target.rawValue
        let path = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard let route = Route(method: request.method.rawValue, path: String(path)) else {
            return Reply.page(.notFound, "There is no such page. <a href=\"/\">To the stream</a>")
        }
        switch route {
        case .page: return file("index.html", more)
        case .file(let name): return file(name, more)
        case .about: return Reply.json(about)
        case .live:
            return try await WebSocketHTTPHandler(handler: ViewerSocket(viewers: viewers)).handleRequest(request)
        case .control: return await ask(try await body(of: request))
        case .sessions:
            return await sessions?.list() ?? Self.noSessions
        case .session(let name, let part):
            let query = request.query.reduce(into: [:]) { $0[$1.name] = $1.value }
            let body = part.method == "POST" ? try await body(of: request) : nil
            return await sessions?.answer(name, part, query: query, body: body) ?? Self.noSessions
        }
    }

    private static var noSessions: HTTPResponse {
        Reply.problem(.notFound, "This dashboard was started without a folder of sessions.")
    }

    private func file(_ name: String, _ more: [(HTTPHeader, String)]) -> HTTPResponse {
        guard let file = files.file(name) else { return Reply.page(.notFound, "There is no such file.") }
        return Reply.bytes(file.bytes, type: file.type, more: more)
    }

    /// Nil for a body that is too long.
    private func body(of request: HTTPRequest) async throws -> Data? {
        guard let count = request.bodySequence.count, count <= Self.maximumBody else { return nil }
        return try await request.bodyData
    }

    private func ask(_ body: Data?) async -> HTTPResponse {
        guard let control else {
            return Reply.problem(.serviceUnavailable, "This dashboard was started without a control socket.")
        }
        guard let body, let order = ControlOrder(body) else {
            return Reply.problem(.badRequest, "That is no request that a page may make.")
        }
        guard let reply = await control.ask(order) else {
            return Reply.problem(.serviceUnavailable, "No stream answers. Is affect run still running?")
        }
        return Reply.bytes(Data(BrowserJSON.quotingNanoseconds(reply)), type: "application/json")
    }
}

extension AccessGate.Request {
    init(_ request: HTTPRequest) {
        self.init(
            method: request.method.rawValue, host: request.headers[.host],
            origin: request.headers[HTTPHeader("Origin")],
            fetchSite: request.headers[HTTPHeader("Sec-Fetch-Site")], cookie: request.headers[.cookie],
            linkToken: request.query.first { $0.name == "token" }?.value,
            isUpgrade: request.headers[.upgrade] != nil)
    }
}
