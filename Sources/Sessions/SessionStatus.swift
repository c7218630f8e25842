/// How a recording is doing.
public struct SessionStatus: Hashable, Sendable {
    public var mode: SessionMode
    public var isRecording = true
    /// Why it stopped, as a sentence.
    public var stopReason: String?
    public var byteCount: Int64 = 0
    /// Bytes that are free on its disk.
    public var freeByteCount: Int64?
    /// Rows that a slow disk cost.
    public var dropped: Int64 = 0
}
