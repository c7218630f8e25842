import Synchronization

/// What the stream's thread and the writer's thread tell each other beside the queue.
final class RecordingState: Sendable {
    let status: Mutex<SessionStatus>
    let anchors = Mutex<[SessionDescription.Anchor]>([])

    init(mode: SessionMode) { status = Mutex(SessionStatus(mode: mode)) }
}
