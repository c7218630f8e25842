import StreamTypes

extension MessageWriter {
    /// What every message begins with: seven fields.
    mutating func beginFields(topic: String, sequence: Int64, identity: RunIdentity) {
        field("v", 1)
        field("topic", topic)
        field("run", identity.run)
        field("source", identity.source.rawValue)
        field("host", identity.host)
        field("camera", identity.camera)
        field("seq", sequence)
    }

    /// Pupil's float seconds, in the encoding that its clients read.
    mutating func timestamp(_ time: MonotonicTime) {
        guard Self.carriesTimestamp else { return }
        key("timestamp")
        double((time - .zero).seconds)
    }
}
