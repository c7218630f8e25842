/// What `affect recover` found in a session and cut off.
public struct RecoveryReport: Codable, Hashable, Sendable {
    /// Something is missing: bytes were cut, or the recording was never closed, and up to a second before its end is gone.
    public var lost: Bool
    /// The recording ended without being closed.
    public var wasClosed: Bool
    /// Where the session broke, as a sentence; nil when no file was damaged.
    public var damage: String?
    /// Bytes cut off each file, by name; files without loss are left out.
    public var bytesCut: [String: Int64]
    /// Whole rows of frames.csv that were cut.
    public var rowsCut: Int64
    /// Whole lines of feed.jsonl that were cut.
    public var messagesCut: Int64
    /// What is left.
    public var counts: SessionDescription.Counts
    /// Capture time of the last frame left, in nanoseconds.
    public var lastCaptureNanoseconds: Int64?

    enum CodingKeys: String, CodingKey {
        case lost, damage, counts
        case wasClosed = "was_closed"
        case bytesCut = "bytes_cut"
        case rowsCut = "rows_cut"
        case messagesCut = "messages_cut"
        case lastCaptureNanoseconds = "last_capture_ns"
    }
}
