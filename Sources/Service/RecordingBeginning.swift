import Feed
import Sessions
import StreamTypes
import Synchronization

/// Makes a session's folder and files on a thread of its own, while the stream goes on.
final class RecordingBeginning {
    let request: ControlRequest
    private let slot = Slot()
    private let thread: WorkerThread

    /// Handed over whole: the thread that made it never touches it again.
    private struct Made: @unchecked Sendable {
        var result: Result<SessionRecorder, SessionError>
    }

    private final class Slot: Sendable {
        private let content = Mutex<Made?>(nil)

        func take() -> Made? { content.withLock { $0.take() } }

        func fill(_ made: Made) { content.withLock { $0 = made } }
    }

    init(_ options: RunOptions.RecordingOptions, _ description: SessionDescription, for request: ControlRequest) {
        self.request = request
        let slot = slot
        thread = WorkerThread {
            do throws(SessionError) {
                slot.fill(Made(result: .success(try SessionRecorder(options, description))))
            } catch {
                slot.fill(Made(result: .failure(error)))
            }
        }
    }

    /// Nil while the disk is at work; to be taken once.
    func take() -> Result<SessionRecorder, SessionError>? { slot.take()?.result }

    /// Waits for the disk, and closes what nobody needs any more.
    func discard() {
        thread.join()
        if case .success(let recorder)? = take() { recorder.close() }
    }
}
