import CZMQ
import Glibc
import StreamTypes

/// A libzmq socket and the context it lives in. One thread uses it.
final class Socket {
    private let context: UnsafeMutableRawPointer
    private let raw: UnsafeMutableRawPointer
    private let endpoint: String

    init(_ type: Int32, endpoint: String) throws(FeedError) {
        self.endpoint = endpoint
        guard let context = zmq_ctx_new() else { throw Self.failure("zmq_ctx_new", endpoint) }
        zmq_ctx_set(context, ZMQ_BLOCKY, 0)
        guard let raw = zmq_socket(context, type) else {
            zmq_ctx_term(context)
            throw Self.failure("zmq_socket", endpoint)
        }
        self.context = context
        self.raw = raw
        try set(ZMQ_LINGER, 0)
    }

    deinit {
        zmq_close(raw)
        zmq_ctx_term(context)
    }

    func set(_ option: Int32, _ value: Int32) throws(FeedError) {
        var value = value
        if zmq_setsockopt(raw, option, &value, 4) != 0 { throw Self.failure("zmq_setsockopt \(option)", endpoint) }
    }

    func set64(_ option: Int32, _ value: Int64) throws(FeedError) {
        var value = value
        if zmq_setsockopt(raw, option, &value, 8) != 0 { throw Self.failure("zmq_setsockopt \(option)", endpoint) }
    }

    func subscribe(_ prefix: String) throws(FeedError) {
        if zmq_setsockopt(raw, ZMQ_SUBSCRIBE, prefix, prefix.utf8.count) != 0 {
            throw Self.failure("subscribe", endpoint)
        }
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

    /// One part of a message, or nil when none is waiting.
    func receive() -> (part: [UInt8], more: Bool)? {
        var message = zmq_msg_t()
        zmq_msg_init(&message)
        defer { zmq_msg_close(&message) }
        guard zmq_msg_recv(&message, raw, ZMQ_DONTWAIT) >= 0 else { return nil }
        let part = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
        return (Array(part), zmq_msg_more(&message) != 0)
    }

    /// True when a message waits, at the latest after `timeout`.
    func waitForMessage(timeout: Duration) -> Bool {
        var item = zmq_pollitem_t(socket: raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        return zmq_poll(&item, 1, Int(timeout.milliseconds.rounded(.up))) > 0
    }

    private static func failure(_ call: String, _ endpoint: String) -> FeedError {
        .failed(call: call, endpoint: endpoint, reason: String(cString: zmq_strerror(zmq_errno())))
    }
}
