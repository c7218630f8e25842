import Glibc

/// The messages of a session in order, one JSON object each: feed.jsonl without anything else.
public final class SessionMessages {
    public let description: SessionDescription
    /// Messages as session.json counts them; nil while it does not.
    public var count: Int? { description.counts.map { Int($0.messages) } }
    private let lines: LineReader

    /// - Throws: ``SessionError`` when there is no session at `path`.
    public init(session path: String) throws(SessionError) {
        let folder = SessionFolder(path: path)
        description = try SessionDescription.read(folder)
        lines = try LineReader(path: folder.file(SessionFolder.feed), longest: 1 << 20)
    }

    /// The next message; nil at the end. A torn last one is left out.
    public func next() throws(SessionError) -> String? { try lines.next() }
}
