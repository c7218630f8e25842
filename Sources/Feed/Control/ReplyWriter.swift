import StreamTypes

/// Writes the reply to a request in the style in which it was asked. The keys are those of
/// `docs/schema/control.schema.json`.
struct ReplyWriter {
    var id: ControlRequest.RequestID
    var style: ControlRequest.Style
    var command: String?
    var position: StreamPosition

    func done() -> [UInt8] { style == .pupil ? Array("OK".utf8) : json { _ in } }

    func refused(_ refusal: Refusal) -> [UInt8] {
        if style == .pupil { return Array("\(refusal.code): \(refusal)".utf8) }
        return json(refusal) { _ in }
    }

    func status(_ status: [UInt8]) -> [UInt8] {
        json { writer in
            writer.key("status")
            writer.verbatim(status)
        }
    }

    func model(_ identifier: String) -> [UInt8] { json { $0.field("model", identifier) } }

    func recording(session: String, mode: String) -> [UInt8] {
        if style == .pupil { return done() }
        return json { writer in
            writer.key("recording")
            writer.beginMap(count: 2)
            writer.field("session", session)
            writer.field("mode", mode)
            writer.endMap()
        }
    }

    /// The client's time, the time of receipt and the time of sending, for LSL's estimate of the offset.
    func time(client: Int64?, received: MonotonicTime, sent: MonotonicTime) -> [UInt8] {
        json { writer in
            writer.field("t0", client)
            writer.field("t1", received.nanoseconds)
            writer.field("t2", sent.nanoseconds)
        }
    }

    private func json(_ refusal: Refusal? = nil, _ more: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginMap(count: 0)
        writer.field("v", 1)
        writer.key("id")
        switch id {
        case .none: writer.null()
        case .integer(let value): writer.integer(value)
        case .text(let text): writer.string(text)
        }
        writer.field("cmd", command)
        writer.field("ok", refusal == nil)
        writer.field("error", refusal?.code)
        writer.field("message", refusal?.description)
        writer.field("state", position.state.rawValue)
        writer.field("tick", position.tick)
        writer.field("t_ns", position.time.nanoseconds)
        more(&writer)
        writer.endMap()
        return writer.bytes
    }
}
