public import StreamTypes

/// Something that a rater saw happen: a moment, or a stretch of time, with a name.
public struct LabelEvent: Hashable, Sendable {
    public var time: MonotonicTime
    /// Nil for a moment.
    public var duration: Duration?
    public var label: LabelName
    /// Free words.
    public var text: String?

    public init(time: MonotonicTime, duration: Duration? = nil, label: LabelName, text: String? = nil) {
        self.time = time
        self.duration = duration
        self.label = label
        self.text = text
    }

    static let header = "t_capture_ns,duration_ns,label,text"

    static func text(of events: [LabelEvent]) -> String {
        events.sorted { $0.time < $1.time }.reduce(header + "\n") { text, event in
            let duration = event.duration.map { String($0.wholeNanoseconds) } ?? ""
            let words = TextTable.quoted(event.text ?? "")
            return text + "\(event.time.nanoseconds),\(duration),\(event.label),\(words)\n"
        }
    }

    static func events(text: String, path: String) throws(LabelError) -> [LabelEvent] {
        var events: [LabelEvent] = []
        for row in try TextTable(text, header: header, path: path).rows {
            guard let time = Int64(row.fields[0]) else { throw row.malformed("a time in whole nanoseconds expected") }
            let duration = Int64(row.fields[1])
            guard row.fields[1].isEmpty || (duration ?? -1) >= 0 else {
                throw row.malformed("a duration in whole nanoseconds, or none, expected")
            }
            guard let label = try? LabelName(row.fields[2]) else {
                throw row.malformed("a label of 1 to 64 letters, digits, _ and - expected")
            }
            events.append(
                LabelEvent(
                    time: MonotonicTime(nanoseconds: time), duration: duration.map { .nanoseconds($0) }, label: label,
                    text: row.fields[3].isEmpty ? nil : row.fields[3]))
        }
        return events
    }
}
