import Capture
import Sessions
import StreamTypes

/// The decisions of a session, read when they are asked for, or ahead of that on a thread of its own, with their pictures
/// decoded.
final class RecordedSteps {
    let description: SessionDescription
    private let reader: SessionReader
    private let steps: SessionSteps
    private let ahead: ReadAhead?
    private var thread: WorkerThread?
    private var hasEnded = false

    /// - Throws: ``SessionError``, or what the decoder says.
    init(path: String, readsAhead: Bool) throws {
        reader = try SessionReader(path: path)
        description = reader.description
        steps = SessionSteps(reader)
        ahead = readsAhead ? ReadAhead(try JPEGDecoder()) : nil
        begin()
    }

    deinit {
        ahead?.stop()
        thread?.join()
    }

    /// Where the session breaks off, once ``next()`` has come to its end.
    var damage: String? { hasEnded ? reader.damage : nil }

    /// The next decision; nil at the end.
    func next() throws(SessionError) -> RecordedStep? {
        let next: RecordedStep?
        if let ahead {
            next = try ahead.take()
        } else {
            next = try steps.read().map { RecordedStep($0, mode: description.mode) }
        }
        if next == nil { hasEnded = true }
        return next
    }

    /// Gives the memory of a picture back.
    func recycle(_ picture: RecordedStep.Picture?) {
        if case .decoded(let image) = picture { ahead?.recycle(image) }
    }

    /// Goes back to the first decision.
    func rewind() throws(SessionError) {
        ahead?.stop()
        thread?.join()
        thread = nil
        hasEnded = false
        try steps.rewind()
        begin()
    }

    /// Between here and the end of the thread, only the thread touches reader and steps.
    private func begin() {
        guard let ahead else { return }
        ahead.begin()
        nonisolated(unsafe) let steps = steps
        let mode = description.mode
        thread = WorkerThread { ahead.run(steps, mode: mode) }
    }
}
