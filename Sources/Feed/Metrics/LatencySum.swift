/// How many ticks were published with a latency, and what it adds up to.
public struct LatencySum: Hashable, Sendable {
    public private(set) var count: Int64 = 0
    public private(set) var total = Duration.zero

    public init() {}

    public mutating func add(_ latency: Duration) {
        count += 1
        total += latency
    }
}
