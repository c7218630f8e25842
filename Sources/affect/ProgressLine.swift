import Glibc
import Service

/// `12 of 40` on a terminal, redrawn in place; silent elsewhere.
struct ProgressLine {
    let total: Int
    private var done = 0
    private let isTerminal = isatty(2) == 1

    init(total: Int) { self.total = total }

    mutating func advance(_ detail: String) {
        done += 1
        show("\r\u{1B}[2K\(done) of \(total)  \(detail)")
    }

    /// So many are done.
    mutating func reach(_ count: Int, _ detail: String) {
        done = count
        show("\r\u{1B}[2K\(done) of \(max(total, done))  \(detail)")
    }

    /// A line that stays.
    func note(_ sentence: String) {
        show("\r\u{1B}[2K")
        Log.note(sentence)
    }

    func finish() { show("\r\u{1B}[2K") }

    private func show(_ text: String) {
        guard isTerminal else { return }
        _ = text.withCString { write(2, $0, strlen($0)) }
    }
}
