import CZMQ
public import StreamTypes

/// Asks the control socket of a running stream, as a DEALER. One thread uses it at a time.
public final class ControlClient {
    private let socket: Socket
    private let clock: any MonotonicClock

    /// Nothing is sent yet, and the stream need not run yet.
    ///
    /// - Parameter keys: needed where the stream demands keys.
    public init(
        endpoint: Endpoint, keys: ClientKeys? = nil, clock: any MonotonicClock = SystemMonotonicClock()
    ) throws(FeedError) {
        self.clock = clock
        socket = try Socket(ZMQ_DEALER, endpoint: endpoint.description, context: SocketContext())
        try socket.set(ZMQ_IMMEDIATE, 1)
        try socket.show(keys)
        try socket.connect()
    }

    /// Sends one request and waits for its reply.
    ///
    /// - Parameters:
    ///   - request: one JSON object with the `id` given beside.
    ///   - isReply: whether a reply is the one to this request; replies to earlier ones that came too late are left out.
    /// - Returns: the reply, one JSON object; nil when none came within `timeout`.
    public func ask(
        _ request: [UInt8], timeout: Duration, isReply: ([UInt8]) -> Bool
    ) -> [UInt8]? {
        let deadline = clock.now() + timeout
        guard socket.waitUntilWritable(timeout: timeout), request.withUnsafeBytes({ socket.send($0, more: false) })
        else { return nil }
        while clock.now() < deadline {
            guard socket.waitForMessage(timeout: deadline - clock.now()) else { return nil }
            guard let (parts, _) = socket.receiveMessage(limit: 8), let reply = parts.last else { continue }
            if isReply(reply) { return reply }
        }
        return nil
    }
}
