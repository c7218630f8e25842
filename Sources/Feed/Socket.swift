import CZMQ
import Glibc
import StreamTypes

/// A libzmq socket. One thread uses it at a time.
final class Socket {
    let context: SocketContext
    private let raw: UnsafeMutableRawPointer
    private let endpoint: String
    /// Kept as long as the socket: libzmq lets everybody in when nobody answers its question.
    var access: AccessControl?

    init(_ type: Int32, endpoint: String, context: SocketContext) throws(FeedError) {
        self.endpoint = endpoint
        guard let raw = zmq_socket(context.raw, type) else { throw Self.failure("zmq_socket", endpoint) }
        self.context = context
        self.raw = raw
        try set(ZMQ_LINGER, 0)
    }

    deinit { zmq_close(raw) }

    func set(_ option: Int32, _ value: Int32) throws(FeedError) {
        var value = value
        if zmq_setsockopt(raw, option, &value, 4) != 0 { throw Self.failure("zmq_setsockopt \(option)", endpoint) }
    }

    func set64(_ option: Int32, _ value: Int64) throws(FeedError) {
        var value = value
        if zmq_setsockopt(raw, option, &value, 8) != 0 { throw Self.failure("zmq_setsockopt \(option)", endpoint) }
    }

    func set(_ option: Int32, _ value: String) throws(FeedError) {
        if zmq_setsockopt(raw, option, value, value.utf8.count) != 0 {
            throw Self.failure("zmq_setsockopt \(option)", endpoint)
        }
    }

    func subscribe(_ prefix: String) throws(FeedError) { try set(ZMQ_SUBSCRIBE, prefix) }

    /// A number that no other open socket of the process has.
    var identifier: UInt { UInt(bitPattern: raw) }

    /// Sends libzmq's reports of `events` to a PAIR that connects to `endpoint`.
    func monitor(_ events: Int32, at endpoint: String) throws(FeedError) {
        if zmq_socket_monitor(raw, endpoint, events) != 0 { throw Self.failure("zmq_socket_monitor", endpoint) }
    }

    /// Bounds what a peer may cost: its messages, a handshake that does not end, a connection that is dead.
    ///
    /// Heartbeats are for sockets that bind: libzmq 4.3.4 was seen to abort (`_input_stopped`) under one that connects, with a full queue.
    /// That the heartbeat was the cause is likely, not proven. The kernel looks after those connections.
    func limit(messageBytes: Int64, queue: Int32, connects: Bool = false) throws(FeedError) {
        try set64(ZMQ_MAXMSGSIZE, messageBytes)
        try set(ZMQ_SNDHWM, queue)
        try set(ZMQ_RCVHWM, queue)
        try set(ZMQ_HANDSHAKE_IVL, 5000)
        if connects {
            try set(ZMQ_TCP_KEEPALIVE, 1)
            try set(ZMQ_TCP_KEEPALIVE_IDLE, 5)
            try set(ZMQ_TCP_KEEPALIVE_INTVL, 1)
            try set(ZMQ_TCP_KEEPALIVE_CNT, 3)
            return
        }
        try set(ZMQ_HEARTBEAT_IVL, 1000)
        try set(ZMQ_HEARTBEAT_TIMEOUT, 3000)
    }

    func bind() throws(FeedError) {
        if zmq_bind(raw, endpoint) == 0 { return }
        if zmq_errno() == EADDRINUSE { throw .endpointTaken(endpoint) }
        throw Self.failure("zmq_bind", endpoint)
    }

    func connect() throws(FeedError) {
        if zmq_connect(raw, endpoint) != 0 { throw Self.failure("zmq_connect", endpoint) }
    }

    /// False when no reader could take it at once.
    @discardableResult func send(_ bytes: UnsafeRawBufferPointer, more: Bool) -> Bool {
        zmq_send(raw, bytes.baseAddress, bytes.count, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) >= 0
    }

    /// Sends all parts as one message, without waiting.
    func send(_ parts: [[UInt8]]) {
        for (index, part) in parts.enumerated() {
            let isSent = part.withUnsafeBytes { send($0, more: index < parts.count - 1) }
            if !isSent { return }
        }
    }

    /// One part of a message, or nil when none is waiting.
    func receive() -> (part: [UInt8], more: Bool)? {
        var message = zmq_msg_t()
        zmq_msg_init(&message)
        defer { zmq_msg_close(&message) }
        guard zmq_msg_recv(&message, raw, ZMQ_DONTWAIT) >= 0 else { return nil }
        let part = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
        return (Array(part), zmq_msg_more(&message) != 0)
    }

    /// A whole message, or nil when none is waiting; of its parts only the first `limit` are kept.
    func receiveMessage(limit: Int) -> (parts: [[UInt8]], isCut: Bool)? {
        guard var (part, more) = receive() else { return nil }
        var parts = [part]
        var isCut = false
        while more, let next = receive() {
            (part, more) = next
            if parts.count < limit { parts.append(part) } else { isCut = true }
        }
        return (parts, isCut)
    }

    /// True when a message waits, at the latest after `timeout`.
    func waitForMessage(timeout: Duration) -> Bool {
        var item = zmq_pollitem_t(socket: raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        return zmq_poll(&item, 1, Int(timeout.milliseconds.rounded(.up))) > 0
    }

    /// True when a message can be sent, at the latest after `timeout`.
    @discardableResult func waitUntilWritable(timeout: Duration) -> Bool {
        var item = zmq_pollitem_t(socket: raw, fd: 0, events: Int16(ZMQ_POLLOUT), revents: 0)
        return zmq_poll(&item, 1, Int(timeout.milliseconds.rounded(.up))) > 0
    }

    /// Waits for a message of any of `sockets` or for the wake-up, at the longest for `timeout`.
    static func wait(_ sockets: [Socket], or wakeUp: WakeUp? = nil, timeout: Duration) {
        var items = sockets.map { zmq_pollitem_t(socket: $0.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0) }
        if let wakeUp {
            items.append(
                zmq_pollitem_t(socket: nil, fd: wakeUp.descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
        }
        zmq_poll(&items, Int32(items.count), Int(timeout.milliseconds.rounded(.up)))
    }

    /// Waits for a message or for the wake-up, at the longest for `timeout`.
    func wait(or wakeUp: WakeUp, timeout: Duration) { Self.wait([self], or: wakeUp, timeout: timeout) }

    private static func failure(_ call: String, _ endpoint: String) -> FeedError {
        .failed(call: call, endpoint: endpoint, reason: String(cString: zmq_strerror(zmq_errno())))
    }
}
