import StreamTypes

/// How many requests a client may still make: a bucket of ``burst`` that fills at ``ratePerSecond``.
struct RequestAllowance {
    static let ratePerSecond = 10
    static let burst = 20
    /// Clients remembered at once; one that was forgotten begins with a full bucket.
    static let maximumClients = 1024

    private var buckets: [[UInt8]: Bucket] = [:]

    private struct Bucket {
        var requests: Double
        var updated: MonotonicTime
    }

    var clients: Int { buckets.count }

    /// Whether `client` may have one more request at `time`; takes it from its bucket.
    mutating func take(_ client: [UInt8], at time: MonotonicTime) -> Bool {
        if buckets[client] == nil, buckets.count >= Self.maximumClients { forget(at: time) }
        var bucket = buckets[client] ?? Bucket(requests: Double(Self.burst), updated: time)
        bucket.requests = Self.level(bucket, at: time)
        bucket.updated = time
        defer { buckets[client] = bucket }
        guard bucket.requests >= 1 else { return false }
        bucket.requests -= 1
        return true
    }

    /// Forgets the clients that have a full bucket; all of them when none has.
    private mutating func forget(at time: MonotonicTime) {
        buckets = buckets.filter { Self.level($0.value, at: time) < Double(Self.burst) }
        if buckets.count >= Self.maximumClients { buckets.removeAll(keepingCapacity: true) }
    }

    private static func level(_ bucket: Bucket, at time: MonotonicTime) -> Double {
        min(Double(burst), bucket.requests + (time - bucket.updated).seconds * Double(ratePerSecond))
    }
}
