import Glibc

/// Lines for people, on standard error. Standard output belongs to messages.
public enum Log {
    public static func note(_ sentence: String) {
        let line = "affect: \(sentence)\n"
        _ = line.withCString { write(2, $0, strlen($0)) }
    }
}
