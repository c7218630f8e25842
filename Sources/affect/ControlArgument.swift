import ArgumentParser

/// `exposure_time_absolute=150`.
struct ControlArgument: ExpressibleByArgument {
    var name: String
    var value: Int

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator > argument.startIndex,
            let value = Int(argument[argument.index(after: separator)...])
        else { return nil }
        name = String(argument[..<separator])
        self.value = value
    }
}
