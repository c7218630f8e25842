import CZMQ

/// Tells of connections to one socket that failed before a key was shown, as libzmq reports them (`zmq_socket_monitor`).
///
/// Made in the thread of the socket, then used by one other.
struct HandshakeMonitor: @unchecked Sendable {
    private let events: Socket

    private static let watched =
        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL

    /// - Throws: ``FeedError`` when libzmq cannot report.
    init(of socket: Socket) throws(FeedError) {
        let endpoint = "inproc://handshakes-\(socket.identifier)"
        try socket.monitor(Self.watched, at: endpoint)
        events = try Socket(ZMQ_PAIR, endpoint: endpoint, context: socket.context)
        try events.connect()
    }

    var socket: Socket { events }

    /// What was wrong with the next of them, in the words of ``RefusalCount``; nil when none waits.
    func nextFailure() -> String? {
        while let message = events.receiveMessage(limit: 2) {
            // A number of 16 bits, the event, and one of 32 bits, in the order of this machine.
            guard let event = message.parts.first, event.count == 6 else { continue }
            let (kind, value) = event.withUnsafeBytes {
                (Int32($0.loadUnaligned(as: UInt16.self)), $0.loadUnaligned(fromByteOffset: 2, as: Int32.self))
            }
            guard kind & Self.watched != 0 else { continue }
            if kind == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL { return "that broke off without a key" }
            return value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH ? "without encryption" : "with a wrong handshake"
        }
        return nil
    }
}
