import Glibc

/// One person's values as text: bars that stay in place on a terminal, plain lines anywhere else.
struct LiveView {
    let isTerminal = isatty(1) == 1
    private var linesDrawn = 0

    struct Row {
        var name: String
        var state: String
        var arousal: Double?
        var valence: Double?
        var detail: String
    }

    /// Replaces what was drawn before by `rows`.
    mutating func draw(_ rows: [Row]) {
        guard isTerminal else { return rows.forEach { StandardOutput.write(Self.plain($0) + "\n") } }
        var text = linesDrawn > 0 ? "\u{1B}[\(linesDrawn)F" : ""
        for row in rows {
            text += Self.bars(row).map { "\u{1B}[2K\($0)\n" }.joined()
        }
        linesDrawn = rows.count * 3
        StandardOutput.write(text)
    }

    static func plain(_ row: Row) -> String {
        "\(row.name)  \(padded(row.state, 8))  arousal \(number(row.arousal))  valence \(number(row.valence))  \(row.detail)"
    }

    static func bars(_ row: Row) -> [String] {
        [
            "\(row.name)  \(padded(row.state, 8))  \(row.detail)",
            "  arousal \(number(row.arousal)) \(bar(row.arousal))",
            "  valence \(number(row.valence)) \(bar(row.valence))",
        ]
    }

    /// -1 to 1 on 41 columns, zero in the middle.
    static func bar(_ value: Double?) -> String {
        let half = 20
        guard let value, value.isFinite else { return String(repeating: "·", count: 2 * half + 1) }
        let position = Int((max(-1, min(1, value)) * Double(half)).rounded())
        return (-half...half).map { column in
            if column == 0 { return "┃" }
            let isFilled = position > 0 ? (1...position).contains(column) : (position..<0).contains(column)
            return isFilled ? "█" : "─"
        }.joined()
    }

    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "  null" }
        let hundredths = Int((value * 100).rounded())
        let digits = String(hundredths.magnitude)
        let fraction = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return " \(hundredths < 0 ? "-" : "+")\(fraction.dropLast(2)).\(fraction.suffix(2))"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
