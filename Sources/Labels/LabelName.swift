/// The name of a person, a rater or a dimension: 1 to 64 of `A-Z a-z 0-9 _ -`, so that it is a file's name everywhere.
public struct LabelName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Throws: ``LabelError/badName(_:)``.
    public init(_ text: some StringProtocol) throws(LabelError) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            throw .badName(String(text))
        }
        self.text = String(text)
    }

    private init(known text: String) { self.text = text }

    public static let arousal = LabelName(known: "arousal")
    public static let valence = LabelName(known: "valence")
    /// AVEC's third dimension.
    public static let liking = LabelName(known: "liking")
    /// The rater under whose name a gold standard is kept.
    public static let gold = LabelName(known: "gold")
    /// Who is meant when a session says nothing about people.
    public static let person = LabelName(known: "person")

    public var description: String { text }

    public static func < (a: LabelName, b: LabelName) -> Bool { a.text < b.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
