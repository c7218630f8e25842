public import StreamTypes

/// What the stream does, and from which tick on.
public struct StreamPosition: Hashable, Sendable {
    public var state: State
    public var tick: Int64
    public var time: MonotonicTime

    public enum State: String, Sendable {
        case running, paused
    }

    public init(state: State, tick: Int64, time: MonotonicTime) {
        self.state = state
        self.tick = tick
        self.time = time
    }
}
