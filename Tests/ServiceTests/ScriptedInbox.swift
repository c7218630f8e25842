import Feed
import StreamTypes

/// Clients that ask for something at certain ticks.
final class ScriptedInbox: ControlInbox {
    private var script: [(tick: Int64, command: ControlCommand)]
    private var position: StreamPosition?
    private(set) var answers: [(command: ControlCommand, outcome: ControlOutcome, position: StreamPosition)] = []

    init(_ script: [(tick: Int64, command: ControlCommand)]) { self.script = script }

    func next() -> ControlRequest? {
        guard let position, let first = script.first, first.tick <= position.tick else { return nil }
        return ControlRequest(script.removeFirst().command, receiveTime: position.time)
    }

    func answer(_ request: ControlRequest, _ outcome: ControlOutcome, at position: StreamPosition) {
        answers.append((request.command, outcome, position))
    }

    func note(_ position: StreamPosition) { self.position = position }
}
