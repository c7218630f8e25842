/// Counts the frames that a driver lost, by the gaps in its `sequence` numbers.
package struct SequenceCounter: Sendable {
    private var last: UInt32?
    /// False once the numbers do not count: they stand still or jump wildly.
    package private(set) var isTrusted = true

    /// More lost frames than a minute at 240 fps are taken for a jump.
    package static let largestGap: UInt32 = 14_400

    package init() {}

    /// - Returns: the frames lost just before this one. The numbers wrap at 2^32.
    package mutating func lost(before sequence: UInt32) -> Int {
        defer { last = sequence }
        guard isTrusted, let last else { return 0 }
        let step = sequence &- last
        guard step >= 1, step <= Self.largestGap else {
            isTrusted = false
            return 0
        }
        return Int(step) - 1
    }
}
