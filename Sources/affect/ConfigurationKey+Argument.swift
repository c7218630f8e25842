import ArgumentParser
import Service

extension ConfigurationKey {
    /// A string that `argument` understands.
    static func text(
        _ name: String, example: String, allowed: String, needs: [String] = [],
        as argument: (some ExpressibleByArgument).Type
    ) -> Self {
        .text(name, example: example, allowed: allowed, needs: needs) { argument.init(argument: $0) != nil }
    }

    /// Strings that `argument` understands.
    static func list(
        _ name: String, example: String, allowed: String, as argument: (some ExpressibleByArgument).Type
    ) -> Self {
        .list(name, example: example, allowed: allowed) { argument.init(argument: $0) != nil }
    }
}
