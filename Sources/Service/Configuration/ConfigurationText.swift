/// A configuration as a file: every key with its meaning, type, range and default, and the values in force.
///
/// Keys that nobody set are commented out. Without any it is the file that is installed.
public struct ConfigurationText {
    private let configuration: Configuration
    private let flags: [String: FlagDescription]

    /// What the program says about a flag.
    public struct FlagDescription: Sendable {
        public let abstract: String
        public let defaultValue: String?

        public init(abstract: String, defaultValue: String?) {
            self.abstract = abstract
            self.defaultValue = defaultValue
        }
    }

    /// - Parameter flags: by their names without `--`.
    public init(_ configuration: Configuration, flags: [String: FlagDescription]) {
        self.configuration = configuration
        self.flags = flags
    }

    public var text: String { ([Self.head] + configuration.keys.map(paragraph)).joined(separator: "\n") }

    private static let head = """
        # Configuration of affect run. A key is the name of a flag; flags win over the environment (AFFECT_ and the key in
        # capitals, _ for -), the environment over this file, this file over the defaults, which stand behind the #.
        # affect run --config FILE --print-config shows the values in force and where each comes from.

        """

    private func paragraph(_ key: ConfigurationKey) -> String {
        let flag = flags[key.name]
        let setting = configuration.setting(of: key)
        var facts = "\(key.allowed.prefix(1).uppercased())\(key.allowed.dropFirst())."
        if let value = flag?.defaultValue { facts += " Default: \(value)." }
        if key.isReloadable { facts += " Taken over on SIGHUP." }
        var lines = [flag?.abstract ?? "", facts].map { "# \($0)" }
        if let setting {
            lines += ["# Set by \(setting.origin).", "\(key.name) = \(setting.literal)"]
        } else {
            let value = flag?.defaultValue.map { [$0] } ?? key.example.map { [$0] } ?? []
            lines.append("#\(key.name) = \(key.literal(value))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
