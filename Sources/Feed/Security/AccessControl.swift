import CZMQ
public import StreamTypes

/// Decides who may connect to the sockets of a context that demand keys: ZeroMQ's authentication protocol (RFC 27).
///
/// It answers before the first of these sockets is bound, since they need it to be made, and as long as they live. Whatever is not exactly as the protocol
/// has it, and every key that is not on the list, is refused, counted and logged at most once a minute without its key.
public final class AccessControl {
    let context: SocketContext
    let keys: ServerKeys
    private let wakeUp = WakeUp()
    private let thread: WorkerThread

    /// - Throws: ``FeedError`` when the context has an access control already.
    public init(
        _ keys: ServerKeys, context: SocketContext, clock: any MonotonicClock,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(FeedError) {
        let socket = try Socket(ZMQ_ROUTER, endpoint: "inproc://zeromq.zap.01", context: context)
        try socket.bind()
        self.context = context
        self.keys = keys
        let judge = AccessJudge(allowed: keys.allowed)
        nonisolated(unsafe) let zap = socket
        thread = WorkerThread { [wakeUp] in
            var refusals = RefusalCount(subject: "connections")
            while !wakeUp.isOver {
                zap.wait(or: wakeUp, timeout: .seconds(1))
                while let message = zap.receiveMessage(limit: AccessJudge.partsWithEnvelope + 1) {
                    let (reply, isAllowed) = judge.judge(message.parts)
                    if !isAllowed { refusals.add("without a listed key") }
                    if let reply { zap.send(reply) }
                }
                if let sentence = refusals.sentenceIfDue(at: clock.now()) { log(sentence) }
            }
        }
    }

    deinit {
        wakeUp.end()
        thread.join()
    }
}
