/// One thing that is wrong with a configuration.
public struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// File and line, or the variable.
    var place: String
    var sentence: String

    public var description: String { "\(place): \(sentence)" }
}
