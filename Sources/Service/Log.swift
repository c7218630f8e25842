import Glibc

/// Lines for people and the journal, on standard error. Standard output belongs to messages.
///
/// Where standard error is the journal, each line begins with its priority as `sd-daemon(3)` has it; elsewhere with the program's name.
public enum Log {
    public static func note(_ sentence: String) { write(sentence, .information) }

    public static func warning(_ sentence: String) { write(sentence, .warning) }

    public static func error(_ sentence: String) { write(sentence, .error) }

    static func line(_ line: HealthLog.Line) { write(line.sentence, line.priority) }

    enum Priority: Int {
        case error = 3
        case warning = 4
        case information = 6
    }

    private static let isJournal = isJournal(
        stream: getenv("JOURNAL_STREAM").map { String(cString: $0) }, descriptor: 2)

    /// - Parameter stream: `JOURNAL_STREAM`, device and inode of the socket that leads to the journal.
    static func isJournal(stream: String?, descriptor: Int32) -> Bool {
        var status = stat()
        guard let stream, fstat(descriptor, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }

    /// A sentence of several lines keeps its priority on each.
    static func lines(_ sentence: String, _ priority: Priority, isJournal: Bool) -> String {
        let prefix = isJournal ? "<\(priority.rawValue)>" : "affect: "
        return sentence.split(separator: "\n").map { "\(prefix)\($0)\n" }.joined()
    }

    private static func write(_ sentence: String, _ priority: Priority) {
        let lines = lines(sentence, priority, isJournal: isJournal)
        _ = lines.withCString { Glibc.write(2, $0, strlen($0)) }
    }
}
