public import StreamTypes

/// A stretch of time that is not to be learned from or scored: the face was covered, somebody else came in.
public struct Exclusion: Hashable, Sendable {
    public var start: MonotonicTime
    /// The first moment that counts again.
    public var end: MonotonicTime
    /// Free words.
    public var reason: String?

    public init(start: MonotonicTime, end: MonotonicTime, reason: String? = nil) {
        self.start = start
        self.end = end
        self.reason = reason
    }

    public func contains(_ time: MonotonicTime) -> Bool { start <= time && time < end }

    static let header = "t_start_ns,t_end_ns,reason"

    static func text(of exclusions: [Exclusion]) -> String {
        exclusions.sorted { $0.start < $1.start }.reduce(header + "\n") { text, exclusion in
            let reason = TextTable.quoted(exclusion.reason ?? "")
            return text + "\(exclusion.start.nanoseconds),\(exclusion.end.nanoseconds),\(reason)\n"
        }
    }

    static func exclusions(text: String, path: String) throws(LabelError) -> [Exclusion] {
        var exclusions: [Exclusion] = []
        for row in try TextTable(text, header: header, path: path).rows {
            guard let start = Int64(row.fields[0]), let end = Int64(row.fields[1]), start < end else {
                throw row.malformed("two times in whole nanoseconds expected, the second later")
            }
            exclusions.append(
                Exclusion(
                    start: MonotonicTime(nanoseconds: start), end: MonotonicTime(nanoseconds: end),
                    reason: row.fields[2].isEmpty ? nil : row.fields[2]))
        }
        return exclusions
    }
}
