import CZMQ
import Glibc
public import StreamTypes

/// The control socket: a ROUTER that serves DEALER and plain REQ, in JSON and in Pupil Remote's strings.
///
/// It has a thread of its own, which reads, checks and limits requests and answers those that need no stream (the clock,
/// the version, refusals). The others wait in a mailbox until the pipeline takes them between two frames, so that no
/// client can delay a tick. Clients that do not read their replies lose them.
public final class ControlSocket: ControlInbox {
    private let mailbox: ControlMailbox
    private let thread: WorkerThread
    private let lock: EndpointLock?

    /// Replies that may wait for one client.
    static let queue: Int32 = 32
    /// A longer message ends its connection; one of more than ``ControlReader/maximumBytes`` is answered.
    static let maximumMessageBytes: Int64 = 65_536

    /// Binds `endpoint` and begins to serve it.
    ///
    /// - Parameters:
    ///   - access: says which keys clients need; nil serves this machine only, without encryption.
    ///   - position: where the stream begins.
    ///   - log: called with a sentence at most once a minute, on the socket's thread.
    /// - Throws: ``FeedError`` when the endpoint is taken, malformed, or beyond this machine without keys.
    public init(
        endpoint: Endpoint, context: SocketContext, access: AccessControl? = nil, facts: ControlFacts,
        position: StreamPosition, clock: any MonotonicClock, log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(FeedError) {
        guard endpoint.isLocal || access != nil else { throw .beyondLoopback(endpoint.description) }
        lock = try EndpointLock(for: endpoint)
        let socket = try Socket(ZMQ_ROUTER, endpoint: endpoint.description, context: access?.context ?? context)
        try socket.limit(messageBytes: Self.maximumMessageBytes, queue: Self.queue)
        try socket.demand(access)
        try socket.bind()
        endpoint.closeToOthers()
        let mailbox = ControlMailbox(position: position)
        self.mailbox = mailbox
        nonisolated(unsafe) let worker = ControlWorker(
            socket: socket, mailbox: mailbox, facts: facts, isTrusted: access != nil || endpoint.isFile, clock: clock,
            log: log)
        thread = WorkerThread { worker.run() }
    }

    deinit {
        mailbox.wakeUp.end()
        thread.join()
    }

    public func next() -> ControlRequest? { mailbox.takeRequest() }

    public func answer(_ request: ControlRequest, _ outcome: ControlOutcome, at position: StreamPosition) {
        mailbox.put(ControlMailbox.Answer(request: request, outcome: outcome, position: position))
    }

    public func note(_ position: StreamPosition) { mailbox.note(position) }
}
