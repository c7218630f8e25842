import CZMQ

/// Reads a feed, as `affect watch` does. One thread uses it.
public final class Subscriber {
    private let socket: Socket

    /// - Parameter topics: prefixes, such as `affect.` or `affect.cam0.t000001.`; the empty one takes everything.
    /// - Parameter keys: needed where the feed demands keys.
    public init(endpoint: Endpoint, topics: [String] = [""], keys: ClientKeys? = nil) throws(FeedError) {
        socket = try Socket(ZMQ_SUB, endpoint: endpoint.description, context: SocketContext())
        try socket.show(keys)
        for topic in topics { try socket.subscribe(topic) }
        try socket.connect()
    }

    public struct Message: Sendable {
        public var topic: String
        public var payload: [UInt8]
        /// What follows the payload on some topics, such as a picture.
        public var attachments: [[UInt8]] = []
    }

    /// The next message, or nil when none came within `timeout`. Messages of fewer than two parts are left out.
    public func next(timeout: Duration) -> Message? {
        guard socket.waitForMessage(timeout: timeout) else { return nil }
        var parts: [[UInt8]] = []
        while let (part, more) = socket.receive() {
            parts.append(part)
            if !more { break }
        }
        guard parts.count >= 2 else { return nil }
        return Message(
            topic: String(decoding: parts[0], as: UTF8.self), payload: parts[1], attachments: Array(parts.dropFirst(2)))
    }
}
