import CZMQ
import Glibc
import StreamTypes

/// The feed's socket: two parts a message, topic and one JSON (or MessagePack) map.
///
/// Never waits for a reader: each reader has a queue of ``highWaterMark`` messages, and what does not fit is lost to that
/// reader alone, visible to it as a gap in `seq`. One thread uses it.
public final class Publisher {
    private let identity: RunIdentity
    private let socket: Socket
    private let lock: EndpointLock?
    private var encoder: any MessageWriter
    private var topics: [TrackID: Topic] = [:]
    private let statusTopic: String
    private var statusSequence: Int64 = 0
    private var lastStatus: [UInt8] = []
    /// Called with each message as published, for `--print json`.
    private let observer: ((UnsafeRawBufferPointer) -> Void)?

    /// Messages that may wait for one reader: two seconds of one face.
    public static let highWaterMark: Int32 = 20
    /// Longest subscription a reader may send.
    private static let maximumSubscriptionBytes: Int64 = 256

    private struct Topic {
        var name: String
        var sequence: Int64 = 0
    }

    /// Binds `endpoint`.
    ///
    /// - Throws: ``FeedError`` when it is not on this machine, taken, or malformed.
    public init(
        endpoint: Endpoint, identity: RunIdentity, encoding: MessageEncoding = .json,
        observer: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(FeedError) {
        guard endpoint.isLocal else { throw .beyondLoopback(endpoint.description) }
        self.identity = identity
        self.observer = observer
        statusTopic = "status.\(identity.camera)."
        encoder = encoding == .json ? JSONWriter() : MessagePackWriter()
        if case .ipc(let path) = endpoint.transport {
            lock = try EndpointLock(path: path, endpoint: endpoint.description)
        } else {
            lock = nil
        }
        socket = try Socket(ZMQ_XPUB, endpoint: endpoint.description)
        try socket.set(ZMQ_SNDHWM, Self.highWaterMark)
        try socket.set64(ZMQ_MAXMSGSIZE, Self.maximumSubscriptionBytes)
        try socket.set(ZMQ_XPUB_VERBOSE, 1)
        try socket.bind()
        if case .ipc(let path) = endpoint.transport { chmod(path, 0o660) }
    }

    public func publish(_ message: AffectMessage) {
        var topic = topics[message.track] ?? Topic(name: "affect.\(identity.camera).\(message.track).")
        encoder.removeAll()
        message.encode(into: &encoder, topic: topic.name, sequence: topic.sequence, identity: identity)
        topic.sequence += 1
        topics[message.track] = topic
        send(topic: topic.name)
    }

    public func publish(_ message: StatusMessage) {
        encoder.removeAll()
        message.encode(into: &encoder, topic: statusTopic, sequence: statusSequence, identity: identity)
        statusSequence += 1
        lastStatus.removeAll(keepingCapacity: true)
        lastStatus.append(contentsOf: encoder.bytes)
        send(topic: statusTopic)
    }

    /// Answers new subscriptions to the status topic with the last status; call it between ticks.
    public func serveSubscriptions() {
        var isAskedForStatus = false
        while let (part, _) = socket.receive() {
            guard part.first == 1 else { continue }
            isAskedForStatus = isAskedForStatus || statusTopic.utf8.starts(with: part.dropFirst())
        }
        guard isAskedForStatus, !lastStatus.isEmpty else { return }
        deliver(topic: statusTopic, payload: lastStatus)
    }

    private func send(topic: String) {
        deliver(topic: topic, payload: encoder.bytes)
        encoder.bytes.withUnsafeBytes { observer?($0) }
    }

    private func deliver(topic: String, payload: [UInt8]) {
        var topic = topic
        topic.withUTF8 { _ = socket.send(UnsafeRawBufferPointer($0), more: true) }
        payload.withUnsafeBytes { _ = socket.send($0, more: false) }
    }
}
