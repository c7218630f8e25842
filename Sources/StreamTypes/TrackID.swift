/// One face followed through a run. Never reused within a run; printed with a fixed width (`t000001`).
public struct TrackID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var number: Int

    public init(_ number: Int) { self.number = number }

    /// Stands for "nobody" on the feed.
    public static let none = TrackID(0)

    public static func < (a: TrackID, b: TrackID) -> Bool { a.number < b.number }

    public var description: String {
        let digits = String(number)
        return "t" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
