public import Feed
import FlyingFox
import FlyingSocks
import Glibc

/// Serves the dashboard: reads a stream as any client would, and shows it to browsers of this machine.
public actor DashboardServer {
    /// Where things are.
    public struct Options: Sendable {
        public var address = DashboardAddress.standard
        /// Whether another port will do when that of ``address`` is taken.
        public var takesAnyPort = true
        public var feed: Endpoint?
        /// One for each camera.
        public var previews: [Endpoint] = []
        public var control: Endpoint?
        public var keys: ClientKeys?
        /// Folder of sessions, which need not be there yet.
        public var sessions: String?
        public var version = ""

        public init() {}
    }

    private let options: Options
    private let token = AccessToken()
    private let viewers = ViewerList()
    private var relay: FeedRelay?
    private var serving: Task<Void, any Error>?

    public init(_ options: Options) { self.options = options }

    /// Begins to serve.
    ///
    /// - Returns: the link to open, with this start's token.
    /// - Throws: ``DashboardError``, ``FeedError``.
    public func start() async throws -> String {
        let files = try WebFiles()
        let control = try options.control.map { try ControlDesk(endpoint: $0, keys: options.keys) }
        let port = try Self.freePort(options)
        let gate = AccessGate(token: token, port: port)
        let handler = RequestHandler(
            gate: gate, files: files,
            about: RequestHandler.About(
                version: options.version, hasFeed: options.feed != nil, hasPreview: !options.previews.isEmpty,
                hasControl: control != nil, hasSessions: options.sessions != nil),
            viewers: viewers, control: control,
            sessions: options.sessions.map { SessionHandler(library: SessionLibrary(folder: $0)) })
        let server = HTTPServer(
            config: .init(
                address: try sockaddr_in.inet(ip4: options.address.host, port: port), logger: .disabled),
            handler: handler)
        serving = Task { try await server.run() }
        do {
            try await server.waitUntilListening(timeout: 5)
        } catch {
            throw DashboardError.cannotListen("\(options.address.host):\(port)", reason: "\(error)")
        }
        relay = try FeedRelay(
            feed: options.feed, previews: options.previews, keys: options.keys, viewers: viewers)
        return "http://\(options.address.host):\(port)/?token=\(token)"
    }

    /// Returns when the server ends by itself, which it does only after a failure.
    public func wait() async throws { try await serving?.value }

    /// Ends every connection.
    public func stop() async {
        serving?.cancel()
        _ = try? await serving?.value
        relay?.end()
    }

    /// A port that can be bound at this moment.
    private static func freePort(_ options: Options) throws(DashboardError) -> UInt16 {
        let host = options.address.host
        switch PortProbe.bind(host: host, port: options.address.port) {
        case .success(let port): return port
        case .failure(let failure):
            guard failure.code == EADDRINUSE else {
                throw .cannotListen("\(options.address)", reason: String(cString: strerror(failure.code)))
            }
        }
        guard options.takesAnyPort, case .success(let port) = PortProbe.bind(host: host, port: 0) else {
            throw .addressTaken("\(options.address)")
        }
        return port
    }
}
