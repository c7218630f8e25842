import StreamTypes
import Synchronization

/// What the control socket's thread and the pipeline's thread hand each other. Neither waits for the other.
final class ControlMailbox: Sendable {
    /// Requests that may wait for the pipeline; more are refused as busy.
    static let capacity = 64

    let wakeUp = WakeUp()
    private let content: Mutex<Content>

    private struct Content {
        var requests: [ControlRequest] = []
        var answers: [Answer] = []
        var position: StreamPosition
    }

    struct Answer {
        var request: ControlRequest
        var outcome: ControlOutcome
        var position: StreamPosition
    }

    init(position: StreamPosition) { content = Mutex(Content(position: position)) }

    var position: StreamPosition { content.withLock { $0.position } }

    func note(_ position: StreamPosition) { content.withLock { $0.position = position } }

    /// False when too many wait already.
    func put(_ request: ControlRequest) -> Bool {
        content.withLock { content in
            guard content.requests.count < Self.capacity else { return false }
            content.requests.append(request)
            return true
        }
    }

    func takeRequest() -> ControlRequest? {
        content.withLock { $0.requests.isEmpty ? nil : $0.requests.removeFirst() }
    }

    func put(_ answer: Answer) {
        content.withLock { $0.answers.append(answer) }
        wakeUp.signal()
    }

    func takeAnswers() -> [Answer] {
        content.withLock { content in
            defer { content.answers.removeAll() }
            return content.answers
        }
    }
}
