import Feed
import StreamTypes

/// `--print text`: bars on a terminal, elsewhere one line a second for each face, and one when a state changes.
struct LinePrinter {
    private var view = LiveView()
    private var shown: [TrackID: (tick: Int64, state: FaceState)] = [:]
    private var rows: [TrackID: LiveView.Row] = [:]

    mutating func show(_ message: AffectMessage) {
        let row = LiveView.Row(
            name: message.track.description, state: message.state.rawValue,
            arousal: message.estimate.arousal.map { Double($0) }, valence: message.estimate.valence.map { Double($0) },
            detail: detail(message))
        view.isTerminal ? drawBars(message, row) : writeLine(message, row)
    }

    private func detail(_ message: AffectMessage) -> String {
        var parts: [String] = []
        if let latency = message.latency { parts.append("\((latency.milliseconds * 10).rounded() / 10) ms") }
        for (bit, name) in Reasons.names.enumerated()
        where message.reasons.contains(Reasons(rawValue: 1 << UInt32(bit))) {
            parts.append(name)
        }
        return parts.joined(separator: " ")
    }

    private mutating func writeLine(_ message: AffectMessage, _ row: LiveView.Row) {
        if let last = shown[message.track], last.state == message.state, message.tick - last.tick < 10 { return }
        shown[message.track] = message.state == .lost ? nil : (message.tick, message.state)
        view.draw([row])
    }

    private mutating func drawBars(_ message: AffectMessage, _ row: LiveView.Row) {
        if message.track == .none { rows.removeAll() } else { rows[.none] = nil }
        rows[message.track] = row
        view.draw(rows.keys.sorted().compactMap { rows[$0] })
        if message.state == .lost { rows[message.track] = nil }
    }
}
