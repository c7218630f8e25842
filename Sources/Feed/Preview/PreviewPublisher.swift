import CZMQ
public import StreamTypes

/// The preview's socket: three parts a message, topic, one JSON (or MessagePack) map, and a JPEG picture.
///
/// It has a thread of its own, which compresses and sends, and nothing to do while nobody subscribes. One picture may wait for that
/// thread and ``highWaterMark`` for each reader; what does not fit is lost, so that no reader can delay a tick.
public final class PreviewPublisher {
    private let slot = PreviewSlot()
    private let thread: WorkerThread
    private let lock: EndpointLock?

    /// Messages that may wait for one reader.
    public static let highWaterMark: Int32 = 3

    /// Binds `endpoint` and begins to serve it.
    ///
    /// - Parameters:
    ///   - access: says which keys readers need; nil serves this machine only, without encryption.
    ///   - compress: makes a JPEG file of a picture, or a smaller one; returns false when it cannot. Called on the socket's thread.
    /// - Throws: ``FeedError`` when the endpoint is taken, malformed, or beyond this machine without keys.
    public init(
        endpoint: Endpoint, identity: RunIdentity, encoding: MessageEncoding = .json, context: SocketContext,
        access: AccessControl? = nil, clock: any MonotonicClock,
        compress: sending @escaping (inout PreviewPicture) -> Bool
    ) throws(FeedError) {
        guard endpoint.isLocal || access != nil else { throw .beyondLoopback(endpoint.description) }
        lock = try EndpointLock(for: endpoint)
        let socket = try Socket(ZMQ_XPUB, endpoint: endpoint.description, context: access?.context ?? context)
        try socket.limit(messageBytes: Publisher.maximumSubscriptionBytes, queue: Self.highWaterMark)
        try socket.demand(access)
        try socket.bind()
        endpoint.closeToOthers()
        nonisolated(unsafe) let worker = PreviewWorker(
            socket: socket, slot: slot, identity: identity, encoding: encoding, clock: clock, compress: compress)
        thread = WorkerThread { worker.run() }
    }

    deinit {
        slot.wakeUp.end()
        thread.join()
    }

    /// Somebody subscribes: pictures are worth offering.
    public var isWanted: Bool { slot.isWanted }

    /// Hands over a copy of a picture; one that still waits is replaced.
    ///
    /// - Complexity: O(bytes).
    public func offer(
        _ message: PreviewMessage, _ format: PreviewPicture.Format, _ bytes: UnsafeRawBufferPointer, width: Int,
        height: Int
    ) {
        slot.put(message, format, bytes, width: width, height: height)
    }
}
