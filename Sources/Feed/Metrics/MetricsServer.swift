import Glibc
public import StreamTypes
import Synchronization

/// Serves the last status as text for Prometheus: `GET /metrics` over HTTP/1.0, on a thread of its own.
///
/// One connection at a time, 2 seconds and 4096 bytes for a request, one answer, closed. It never touches the stream, which only leaves
/// its status here once a second. There is no library behind it: this much of HTTP is a line to read and four to write.
public final class MetricsServer {
    private let thread: WorkerThread
    private let wakeUp: WakeUp
    private let page: Page

    static let requestTime = Duration.seconds(2)
    static let requestBytes = 4096

    /// The text that is served.
    private final class Page: Sendable {
        private let content = Mutex<(status: StatusMessage, identity: RunIdentity, latency: LatencySum)?>(nil)

        func fill(_ status: StatusMessage, _ identity: RunIdentity, _ latency: LatencySum) {
            content.withLock { $0 = (status, identity, latency) }
        }

        var text: String {
            guard let (status, identity, latency) = content.withLock({ $0 }) else { return "" }
            return MetricsText(status: status, identity: identity, latency: latency).text
        }
    }

    /// Binds `endpoint` and serves it until this object goes.
    ///
    /// - Throws: ``FeedError`` when it is taken, malformed or beyond this machine.
    public init(endpoint: Endpoint, clock: any MonotonicClock) throws(FeedError) {
        let listener = try LocalListener(endpoint)
        let (wakeUp, page) = (WakeUp(), Page())
        (self.wakeUp, self.page) = (wakeUp, page)
        nonisolated(unsafe) let work = MetricsConnection.Work(listener: listener, wakeUp: wakeUp, clock: clock)
        thread = WorkerThread {
            while let connection = work.next() { connection.answer { page.text } }
        }
    }

    deinit {
        wakeUp.end()
        thread.join()
    }

    /// What is served from now on.
    public func update(_ status: StatusMessage, _ identity: RunIdentity, latency: LatencySum) {
        page.fill(status, identity, latency)
    }
}
