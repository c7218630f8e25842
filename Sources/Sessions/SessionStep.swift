/// One decision of a stream and everything that came of it.
public struct SessionStep: Sendable {
    /// What was decided: any event but a crop or a message.
    public var row: SessionRow
    /// The frame's JPEG data; empty where none was kept.
    public var picture: [UInt8] = []
    /// Crops of the frame's faces, `H × W` bytes each, in the order in which the network saw them.
    public var crops: [(row: SessionRow, pixels: [UInt8])] = []
    /// The messages published before the next decision, one JSON object each.
    public var messages: [[UInt8]] = []

    init(row: SessionRow, picture: [UInt8]) {
        self.row = row
        self.picture = picture
    }

    /// A decision of which nothing came.
    public init(event: SessionEvent) { row = SessionRow(event) }
}
