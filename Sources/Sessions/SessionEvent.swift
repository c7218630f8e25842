/// What a row of frames.csv is about, in the order in which the stream decided it.
public enum SessionEvent: UInt8, CaseIterable, BitwiseCopyable, Sendable {
    /// A frame was captured; with a tick, that tick took it.
    case frame
    /// A face's crop in the frame above, as the network saw it.
    case crop
    /// A tick went without a frame.
    case empty
    /// The camera was lost: every face is forgotten.
    case offline
    /// The camera is back.
    case online
    /// Somebody paused the stream: every face is forgotten, and no picture is kept until it goes on.
    case paused
    case resumed
    /// Another model is in use from here on; the message behind it says which.
    case model
    /// A message was published.
    case message
    /// The disk was too slow: so many rows (in the column `bytes`) are missing here.
    case dropped

    static let names = [
        "frame", "crop", "empty", "offline", "online", "paused", "resumed", "model", "message", "dropped",
    ]

    var name: String { Self.names[Int(rawValue)] }

    init?(name: some StringProtocol) {
        guard let index = Self.names.firstIndex(where: { $0 == name }) else { return nil }
        self.init(rawValue: UInt8(index))
    }
}
