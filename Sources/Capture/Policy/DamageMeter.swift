package import StreamTypes

/// Whether most frames of the last seconds were damaged.
package struct DamageMeter: Sendable {
    private struct Verdict: Sendable {
        let time: MonotonicTime
        let isDamaged: Bool
    }

    private var verdicts = RingBuffer<Verdict>(capacity: 1_024)

    package static let window = Duration.seconds(5)
    /// Fewer frames than this say nothing.
    package static let leastFrames = 10

    package init() {}

    package mutating func add(_ time: MonotonicTime, isDamaged: Bool) {
        verdicts.append(Verdict(time: time, isDamaged: isDamaged))
    }

    /// - Complexity: O(frames in the window).
    package func isMostlyDamaged(at now: MonotonicTime) -> Bool {
        var (damaged, all) = (0, 0)
        var index = verdicts.count - 1
        while index >= 0, verdicts[index].time >= now - Self.window {
            all += 1
            damaged += verdicts[index].isDamaged ? 1 : 0
            index -= 1
        }
        return all >= Self.leastFrames && 2 * damaged > all
    }
}
