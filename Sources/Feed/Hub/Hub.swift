import CZMQ
public import StreamTypes

/// One address for many feeds: an XPUB for the readers, an XSUB for each feed, and subscriptions that go all the way.
///
/// The feeds know nothing of it. A reader who subscribes anew gets the last status of every camera, as from the feed itself. A second feed
/// of a camera is left out (``HubGate``), told in the log and as ``HubNotice``. One thread uses it. libzmq's own proxy is not used: it can
/// neither stop nor leave a message out, and the steerable one exists no more after 4.3.4 (libzmq issue 4597).
public final class Hub {
    private let readers: Socket
    private let sources: [Source]
    private let lock: EndpointLock?
    private let run: String
    private let host: String
    private let clock: any MonotonicClock
    private let log: (String) -> Void
    private var gate = HubGate()
    private var noticeSequence: Int64 = 0
    private var started: MonotonicTime?

    private final class Source {
        let endpoint: String
        let socket: Socket
        var isHeard = false

        init(_ endpoint: String, _ socket: Socket) {
            self.endpoint = endpoint
            self.socket = socket
        }
    }

    /// A feed to take, with the keys that it demands.
    public struct Feed: Sendable {
        public var endpoint: Endpoint
        public var keys: ClientKeys?

        public init(endpoint: Endpoint, keys: ClientKeys? = nil) {
            self.endpoint = endpoint
            self.keys = keys
        }
    }

    public static let standardEndpoint = "tcp://127.0.0.1:5590"
    /// The most feeds that one hub takes.
    public static let maximumFeeds = 64
    private static let partLimit = 4
    private static let maximumMessageBytes: Int64 = 4 << 20
    private static let longestWait = Duration.milliseconds(100)
    private static let patience = Duration.seconds(5)
    /// Messages of one socket before the others have their turn.
    private static let turn = 64

    /// Binds `endpoint` and begins to connect to `feeds`.
    ///
    /// - Parameters:
    ///   - run: a UUID made at start.
    ///   - host: boot id of this machine.
    ///   - access: says which keys readers need; nil serves this machine only, without encryption.
    ///   - log: called with a sentence for each feed and camera that comes or is refused.
    /// - Throws: ``FeedError`` when the endpoint is taken, malformed, or beyond this machine without keys.
    public init(
        endpoint: Endpoint, feeds: [Feed], run: String, host: String, context: SocketContext,
        access: AccessControl? = nil, clock: any MonotonicClock, log: @escaping (String) -> Void
    ) throws(FeedError) {
        guard endpoint.isLocal || access != nil else { throw .beyondLoopback(endpoint.description) }
        (self.run, self.host, self.clock, self.log) = (run, host, clock, log)
        lock = try EndpointLock(for: endpoint)
        let context = access?.context ?? context
        readers = try Socket(ZMQ_XPUB, endpoint: endpoint.description, context: context)
        try readers.limit(
            messageBytes: Publisher.maximumSubscriptionBytes,
            queue: Publisher.highWaterMark * Int32(max(1, feeds.count)))
        try readers.set(ZMQ_XPUB_VERBOSER, 1)
        try readers.demand(access)
        try readers.bind()
        endpoint.closeToOthers()
        var sources: [Source] = []
        for feed in feeds {
            let socket = try Socket(ZMQ_XSUB, endpoint: feed.endpoint.description, context: context)
            try socket.limit(messageBytes: Self.maximumMessageBytes, queue: 1000, connects: true)
            try socket.show(feed.keys)
            try socket.connect()
            // What tells the cameras of a feed apart is wanted even when nobody reads.
            socket.send([[1] + Array("status.".utf8)])
            sources.append(Source(feed.endpoint.description, socket))
        }
        self.sources = sources
    }

    /// Hands on what waits, at the latest after 0.1 s of silence.
    public func serve() {
        Socket.wait([readers] + sources.map(\.socket), timeout: Self.longestWait)
        handOnSubscriptions()
        for index in sources.indices { handOnMessages(from: index) }
        complainOfSilence()
    }

    private func handOnSubscriptions() {
        for _ in 0..<Self.turn {
            guard let (part, _) = readers.receive() else { return }
            guard part.first == 0 || part.first == 1 else { continue }
            for source in sources { source.socket.send([part]) }
        }
    }

    private func handOnMessages(from index: Int) {
        for _ in 0..<Self.turn {
            guard let message = sources[index].socket.receiveMessage(limit: Self.partLimit) else { return }
            sources[index].isHeard = true
            guard let topic = message.parts.first, !message.isCut else { continue }
            switch gate.judge(topic, from: index, at: clock.now()) {
            case .pass: readers.send(message.parts)
            case .accepted(let camera):
                log("camera \(camera) comes from \(sources[index].endpoint)")
                readers.send(message.parts)
            case .refused(let camera, let holder):
                refuse(
                    HubNotice(
                        camera: camera, endpoint: sources[index].endpoint, holder: sources[holder].endpoint))
            case .refusedAgain: break
            }
        }
    }

    private func refuse(_ notice: HubNotice) {
        log(notice.sentence)
        var writer = JSONWriter()
        let now = clock.now()
        notice.encode(
            into: &writer, run: run, host: host, sequence: noticeSequence, publishTime: now,
            utcNanoseconds: UTCAnchor.now().utc(at: now))
        noticeSequence += 1
        readers.send([Array(HubNotice.topic.utf8), writer.bytes])
    }

    private func complainOfSilence() {
        let now = clock.now()
        guard let started else { return self.started = now }
        guard started.nanoseconds != .max, now - started > Self.patience else { return }
        self.started = MonotonicTime(nanoseconds: .max)
        for source in sources where !source.isHeard {
            log("\(source.endpoint): no message so far; still listening. Is `affect run` running with this --feed?")
        }
    }
}
