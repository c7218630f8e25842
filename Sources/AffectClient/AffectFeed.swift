import CZMQ
import FoundationEssentials

/// A subscriber to the feed of AffectStream.
///
///     let feed = try AffectFeed()
///     while let estimate = try feed.next(timeout: .seconds(5)) { print(estimate.tick, estimate.state) }
///
/// Waiting happens in the calling thread. One thread uses a feed at a time. Messages, states and reasons are described in `docs/feed.md`.
public final class AffectFeed {
    /// Where `affect run` publishes unless told otherwise.
    public static let standardEndpoint = "tcp://127.0.0.1:5570"

    private let context: UnsafeMutableRawPointer
    private let socket: UnsafeMutableRawPointer
    private let endpoint: String
    private let decoder = JSONDecoder()

    /// Begins to connect; the publisher may come later.
    ///
    /// - Parameters:
    ///   - endpoint: as given to `affect run --feed` or `affect hub --feed`.
    ///   - topics: prefixes, such as `affect.` or `status.cam0.`; the empty one takes everything.
    ///   - keys: needed where the feed demands keys.
    /// - Throws: ``AffectFeedError/failed(endpoint:reason:)`` for a malformed endpoint, or when libzmq can do no more.
    public init(
        _ endpoint: String = AffectFeed.standardEndpoint, topics: [String] = ["affect."], keys: AffectKeys? = nil
    ) throws(AffectFeedError) {
        guard let context = zmq_ctx_new() else { throw Self.failure(endpoint) }
        guard let socket = zmq_socket(context, ZMQ_SUB) else {
            defer { zmq_ctx_term(context) }
            throw Self.failure(endpoint)
        }
        (self.context, self.socket, self.endpoint) = (context, socket, endpoint)
        var linger: Int32 = 0
        guard zmq_setsockopt(socket, ZMQ_LINGER, &linger, 4) == 0 else { throw Self.failure(endpoint) }
        if let keys {
            try set(ZMQ_CURVE_SERVERKEY, keys.serverKey)
            try set(ZMQ_CURVE_PUBLICKEY, keys.publicKey)
            try set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        }
        for topic in topics { try set(ZMQ_SUBSCRIBE, topic) }
        guard zmq_connect(socket, endpoint) == 0 else { throw Self.failure(endpoint) }
    }

    deinit {
        zmq_close(socket)
        zmq_ctx_term(context)
    }

    /// A message as it came.
    public struct Message: Sendable, Hashable {
        public var topic: String
        /// One JSON object, unless the feed was started with `--encoding msgpack`.
        public var payload: [UInt8]
        /// What follows it: a JPEG file where the topic begins with `preview.`.
        public var attachments: [[UInt8]]
    }

    /// The next estimate of the person to follow: ten a second, whatever happens.
    ///
    /// - Returns: nil when no message came within `timeout`; without one it waits for ever.
    /// - Throws: ``AffectFeedError/unreadable(topic:reason:)`` for a message that is none of this feed's version.
    public func next(timeout: Duration? = nil) throws(AffectFeedError) -> AffectEstimate? {
        while let message = try nextMessage(timeout: timeout) {
            guard message.topic.hasPrefix("affect.") else { continue }
            let estimate = try self.estimate(message)
            if estimate.isPrimary { return estimate }
        }
        return nil
    }

    /// The next message of the topics subscribed to.
    ///
    /// - Returns: nil when none came within `timeout`; without one it waits for ever.
    public func nextMessage(timeout: Duration? = nil) throws(AffectFeedError) -> Message? {
        var item = zmq_pollitem_t(socket: socket, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        guard zmq_poll(&item, 1, timeout.map(Self.milliseconds) ?? -1) > 0 else { return nil }
        var parts: [[UInt8]] = []
        var hasMore = true
        while hasMore {
            var part = zmq_msg_t()
            zmq_msg_init(&part)
            defer { zmq_msg_close(&part) }
            guard zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) >= 0 else { throw Self.failure(endpoint) }
            parts.append(Array(UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: zmq_msg_size(&part))))
            hasMore = zmq_msg_more(&part) != 0
        }
        let topic = String(decoding: parts[0], as: UTF8.self)
        guard parts.count >= 2 else { throw .unreadable(topic: topic, reason: "it has no second part") }
        return Message(topic: topic, payload: parts[1], attachments: Array(parts[2...]))
    }

    /// The estimate in a message whose topic begins with `affect.`.
    public func estimate(_ message: Message) throws(AffectFeedError) -> AffectEstimate {
        do {
            return try decoder.decode(AffectEstimate.self, from: Data(message.payload))
        } catch {
            throw .unreadable(topic: message.topic, reason: "\(error)")
        }
    }

    private func set(_ option: Int32, _ value: String) throws(AffectFeedError) {
        guard zmq_setsockopt(socket, option, value, value.utf8.count) == 0 else { throw Self.failure(endpoint) }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    private static func failure(_ endpoint: String) -> AffectFeedError {
        .failed(endpoint: endpoint, reason: String(cString: zmq_strerror(zmq_errno())))
    }
}
