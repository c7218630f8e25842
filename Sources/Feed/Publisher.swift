import CZMQ
import Glibc
import StreamTypes

/// The feed's socket: two parts a message, topic and one JSON (or MessagePack) map.
///
/// Never waits for a reader: each reader has a queue of ``highWaterMark`` messages, and what does not fit is lost to that
/// reader alone, visible to it as a gap in `seq`. One thread uses it.
public final class Publisher {
    /// What every message says of the run; another model changes it.
    public var identity: RunIdentity
    private let socket: Socket
    private let lock: EndpointLock?
    private var encoder: any MessageWriter
    private var topics: [TrackID: Topic] = [:]
    private let statusTopic: String
    private var statusSequence: Int64 = 0
    private var lastStatus: [UInt8] = []
    private var notifySequences: [String: Int64] = [:]
    private var annotationSequence: Int64 = 0
    /// Called with each message as published, for `--print json`.
    private let observer: ((UnsafeRawBufferPointer) -> Void)?

    /// Messages that may wait for one reader: two seconds of one face.
    public static let highWaterMark: Int32 = 20
    /// Longest subscription a reader may send; CURVE's greeting needs some 300 bytes as well.
    static let maximumSubscriptionBytes: Int64 = 1024

    private struct Topic {
        var name: String
        var sequence: Int64 = 0
    }

    /// Binds `endpoint`.
    ///
    /// - Parameter access: says which keys readers need; nil serves this machine only, without encryption.
    /// - Throws: ``FeedError`` when it is taken, malformed, or beyond this machine without keys.
    public init(
        endpoint: Endpoint, identity: RunIdentity, encoding: MessageEncoding = .json, context: SocketContext? = nil,
        access: AccessControl? = nil, observer: ((UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(FeedError) {
        guard endpoint.isLocal || access != nil else { throw .beyondLoopback(endpoint.description) }
        self.identity = identity
        self.observer = observer
        statusTopic = "status.\(identity.camera)."
        encoder = encoding == .json ? JSONWriter() : MessagePackWriter()
        lock = try EndpointLock(for: endpoint)
        let ownContext = if let context { context } else { try SocketContext() }
        socket = try Socket(ZMQ_XPUB, endpoint: endpoint.description, context: access?.context ?? ownContext)
        try socket.limit(messageBytes: Self.maximumSubscriptionBytes, queue: Self.highWaterMark)
        try socket.set(ZMQ_XPUB_VERBOSE, 1)
        try socket.demand(access)
        try socket.bind()
        endpoint.closeToOthers()
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
        let message = complete(message)
        encoder.removeAll()
        message.encode(into: &encoder, topic: statusTopic, sequence: statusSequence, identity: identity)
        statusSequence += 1
        lastStatus.removeAll(keepingCapacity: true)
        lastStatus.append(contentsOf: encoder.bytes)
        send(topic: statusTopic)
    }

    public func publish(_ message: NotifyMessage) {
        let sequence = notifySequences[message.topic, default: 0]
        encoder.removeAll()
        message.encode(into: &encoder, sequence: sequence, identity: identity)
        notifySequences[message.topic] = sequence + 1
        send(topic: message.topic)
    }

    public func publish(_ message: AnnotationMessage) {
        encoder.removeAll()
        message.encode(into: &encoder, sequence: annotationSequence, identity: identity)
        annotationSequence += 1
        send(topic: AnnotationMessage.topic)
    }

    /// A message that was recorded, as it is.
    public func publish(recorded text: String, topic: String) {
        let payload = Array(text.utf8)
        if topic.hasPrefix("status.") { lastStatus = payload }
        deliver(topic: topic, payload: payload)
        payload.withUnsafeBytes { observer?($0) }
    }

    /// `message` as JSON, in the words in which it would be published next.
    public func json(_ message: StatusMessage) -> [UInt8] {
        var writer = JSONWriter()
        complete(message).encode(into: &writer, topic: statusTopic, sequence: statusSequence, identity: identity)
        return writer.bytes
    }

    private func complete(_ message: StatusMessage) -> StatusMessage {
        var message = message
        message.refusedConnections = socket.access?.refusedConnections ?? 0
        return message
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
