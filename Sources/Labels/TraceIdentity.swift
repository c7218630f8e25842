/// Whose trace of what: `labels/PERSON/RATER.DIMENSION.csv`.
public struct TraceIdentity: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let person: LabelName
    public let rater: LabelName
    public let dimension: LabelName

    /// - Throws: ``LabelError/reservedName(_:)`` for a dimension whose file is something else.
    public init(person: LabelName, rater: LabelName, dimension: LabelName) throws(LabelError) {
        if LabelFolder.reserved.contains(dimension.text) { throw .reservedName(dimension.text) }
        (self.person, self.rater, self.dimension) = (person, rater, dimension)
    }

    public var description: String { "\(person)/\(rater).\(dimension)" }

    public static func < (a: TraceIdentity, b: TraceIdentity) -> Bool {
        (a.person, a.dimension, a.rater) < (b.person, b.dimension, b.rater)
    }
}
