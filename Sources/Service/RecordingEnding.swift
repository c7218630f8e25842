import Feed
import StreamTypes
import Synchronization

/// Closes a recording on a thread of its own, while the stream goes on.
final class RecordingEnding {
    let session: String
    let mode: String
    /// Who asked for it, and from which tick on it holds; nil when nobody did.
    let request: (request: ControlRequest, position: StreamPosition)?
    private let flag = Flag()
    private let thread: WorkerThread

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }

    init(_ recording: Recording, for request: (request: ControlRequest, position: StreamPosition)?) {
        (session, mode) = (recording.session, recording.status.mode)
        self.request = request
        let flag = flag
        nonisolated(unsafe) let recording = recording
        thread = WorkerThread {
            recording.close()
            flag.isSet.store(true, ordering: .releasing)
        }
    }

    var isDone: Bool { flag.isSet.load(ordering: .acquiring) }

    /// To be called once, and last.
    func wait() { thread.join() }
}
