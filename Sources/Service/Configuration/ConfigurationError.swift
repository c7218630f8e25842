/// Everything that is wrong with a configuration, a line each.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    public let problems: [ConfigurationProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
