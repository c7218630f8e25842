import CZMQ
public import StreamTypes
import Synchronization

/// Decides who may connect to the sockets of a context that demand keys: ZeroMQ's authentication protocol (RFC 27).
///
/// It answers before the first of these sockets is bound, since they need it to be made, and as long as they live. Whatever is not exactly as the protocol
/// has it, and every key that is not on the list, is refused. Refusals are counted, with those that libzmq itself refuses (no encryption, a wrong server
/// key), and logged at most once a minute without a key.
public final class AccessControl {
    let context: SocketContext
    let keys: ServerKeys
    private let shared = Shared()
    private let thread: WorkerThread

    private final class Shared: Sendable {
        let wakeUp = WakeUp()
        let refused = Atomic<Int64>(0)
        let newMonitors = Mutex<[HandshakeMonitor]>([])
    }

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
        thread = WorkerThread { [shared] in
            var refusals = RefusalCount(subject: "connections")
            var monitors: [HandshakeMonitor] = []
            func refuse(_ cause: String) {
                refusals.add(cause)
                shared.refused.add(1, ordering: .relaxed)
            }
            while !shared.wakeUp.isOver {
                Socket.wait([zap] + monitors.map(\.socket), or: shared.wakeUp, timeout: .seconds(1))
                shared.wakeUp.clear()
                while let message = zap.receiveMessage(limit: AccessJudge.partsWithEnvelope + 1) {
                    let (reply, isAllowed) = judge.judge(message.parts)
                    if !isAllowed { refuse("without a listed key") }
                    if let reply { zap.send(reply) }
                }
                shared.newMonitors.withLock { new in
                    monitors += new
                    new.removeAll()
                }
                for monitor in monitors { while let cause = monitor.nextFailure() { refuse(cause) } }
                if let sentence = refusals.sentenceIfDue(at: clock.now()) { log(sentence) }
            }
        }
    }

    deinit {
        shared.wakeUp.end()
        thread.join()
    }

    /// Attempts to connect that were refused since the start.
    public var refusedConnections: Int64 { shared.refused.load(ordering: .relaxed) }

    /// Counts what a socket refuses from now on.
    func watch(_ monitor: HandshakeMonitor) {
        shared.newMonitors.withLock { $0.append(monitor) }
        shared.wakeUp.signal()
    }
}
