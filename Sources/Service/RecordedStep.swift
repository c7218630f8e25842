import Sessions
import StreamTypes

/// One decision of a session with what a replay makes of it: that depends on the session alone, and so can be done ahead.
struct RecordedStep {
    var step: SessionStep
    var picture = Picture.undecoded
    /// The messages of its tick; empty in a session whose pictures are judged again.
    var messages: [RecordedMessage] = []

    enum Picture {
        /// To be decoded when it is needed.
        case undecoded
        case decoded(GrayImage)
        case damaged
    }

    init(_ step: SessionStep, mode: SessionMode) {
        self.step = step
        guard mode == .crops, let tick = step.row.tick else { return }
        messages = step.messages.compactMap(RecordedMessage.parse).filter { $0.tick == tick }
    }

    /// A decision of which nothing came.
    init(event: SessionEvent) { step = SessionStep(event: event) }
}
