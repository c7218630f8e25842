public import StreamTypes

/// One request of a client, checked and ready to be carried out.
public struct ControlRequest: Sendable {
    public var command: ControlCommand
    public var receiveTime: MonotonicTime
    var sender: Sender
    var id: RequestID
    var style: Style

    /// A request that no socket brought, as replays and tests make it.
    public init(_ command: ControlCommand, receiveTime: MonotonicTime) {
        self.init(command, id: .none, style: .json, receiveTime: receiveTime, sender: Sender(envelope: []))
    }

    init(_ command: ControlCommand, id: RequestID, style: Style, receiveTime: MonotonicTime, sender: Sender) {
        self.command = command
        self.id = id
        self.style = style
        self.receiveTime = receiveTime
        self.sender = sender
    }

    /// What the client named its request, to be sent back.
    enum RequestID: Hashable, Sendable {
        case none
        case integer(Int64)
        case text(String)
    }

    /// How the client asked and is answered.
    enum Style: Hashable, Sendable {
        case json
        /// A plain string of Pupil Remote, answered with one.
        case pupil
    }

    /// The parts in front of a ROUTER's message: the client, and for a REQ its number, if it has one, and the empty delimiter.
    struct Sender: Hashable, Sendable {
        var envelope: [[UInt8]]
    }
}
