/// Where the pipeline finds requests and leaves its answers. Neither call waits.
public protocol ControlInbox: AnyObject {
    /// The oldest request that nobody took yet.
    func next() -> ControlRequest?

    /// Answers `request`; `position` says what the stream does now and from which tick on.
    func answer(_ request: ControlRequest, _ outcome: ControlOutcome, at position: StreamPosition)

    /// Says where the stream is, for requests that are answered without it.
    func note(_ position: StreamPosition)
}
