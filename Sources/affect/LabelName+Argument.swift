public import ArgumentParser
public import Labels

extension LabelName: ExpressibleByArgument {
    public init?(argument: String) {
        guard let name = try? LabelName(argument) else { return nil }
        self = name
    }
}
