/// Reads a session decision by decision.
public final class SessionSteps {
    private let reader: SessionReader
    private var next: SessionStep?

    public init(_ reader: SessionReader) { self.reader = reader }

    /// The next decision with what came of it; nil at the end.
    public func read() throws(SessionError) -> SessionStep? {
        while let row = try reader.next() {
            switch row.event {
            case .crop: next?.crops.append((row, reader.payload))
            case .message: next?.messages.append(reader.payload)
            case .frame, .empty, .offline, .online, .paused, .resumed, .model, .dropped:
                let finished = next
                next = SessionStep(row: row, picture: reader.payload)
                if finished != nil { return finished }
            }
        }
        defer { next = nil }
        return next
    }

    /// Goes back to the first decision.
    public func rewind() throws(SessionError) {
        next = nil
        try reader.rewind()
    }
}
