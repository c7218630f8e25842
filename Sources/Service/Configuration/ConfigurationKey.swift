/// One thing that a configuration file or the environment may set: a flag of `affect run`, with what it may be.
///
/// The text and the default of a key are those of its flag, so that there is nothing to keep in step. `name` is the flag without `--`, the
/// key of the file, and, in capitals, with `_` for `-` and `AFFECT_` before it, the variable of the environment.
public struct ConfigurationKey: Sendable {
    public let name: String
    let kind: Kind
    /// What a value of a higher layer takes the place of.
    let excludes: [String]
    /// Flags without any of which this one says nothing; it is then left out.
    let needs: [String]
    /// A running program takes a new value over without missing a tick.
    public let isReloadable: Bool

    enum Kind: Sendable {
        case text(allowed: String?, isValid: @Sendable (String) -> Bool)
        case integer(ClosedRange<Int>, unit: String)
        case number(ClosedRange<Double>, unit: String)
        case flag
        case choice([String])
        case list(allowed: String, isValid: @Sendable (String) -> Bool)
    }
    /// A value for the configuration file where there is no default.
    let example: String?

    private init(
        _ name: String, _ kind: Kind, example: String?, excludes: [String], needs: [String], reloads: Bool
    ) {
        self.name = name
        self.kind = kind
        self.example = example
        self.excludes = excludes
        self.needs = needs
        isReloadable = reloads
    }

    /// - Parameter allowed: what `isValid` asks for, in words.
    public static func text(
        _ name: String, example: String, allowed: String? = nil, excludes: [String] = [], needs: [String] = [],
        reloads: Bool = false, isValid: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> Self {
        Self(
            name, .text(allowed: allowed, isValid: isValid), example: example, excludes: excludes, needs: needs,
            reloads: reloads)
    }

    public static func integer(
        _ name: String, _ range: ClosedRange<Int>, unit: String = "", needs: [String] = [], reloads: Bool = false
    ) -> Self {
        Self(
            name, .integer(range, unit: unit), example: "\(range.lowerBound)", excludes: [], needs: needs,
            reloads: reloads)
    }

    public static func number(
        _ name: String, _ range: ClosedRange<Double>, unit: String, example: String? = nil, needs: [String] = [],
        reloads: Bool = false
    ) -> Self {
        Self(
            name, .number(range, unit: unit), example: example ?? Self.number(range.lowerBound), excludes: [],
            needs: needs, reloads: reloads)
    }

    public static func flag(_ name: String, needs: [String] = [], reloads: Bool = false) -> Self {
        Self(name, .flag, example: "false", excludes: [], needs: needs, reloads: reloads)
    }

    public static func choice(_ name: String, _ values: [String], needs: [String] = [], reloads: Bool = false) -> Self {
        Self(name, .choice(values), example: values[0], excludes: [], needs: needs, reloads: reloads)
    }

    /// Several values; in the environment a comma parts them.
    public static func list(
        _ name: String, example: String, allowed: String, reloads: Bool = false,
        isValid: @escaping @Sendable (String) -> Bool
    ) -> Self {
        Self(
            name, .list(allowed: allowed, isValid: isValid), example: example, excludes: [], needs: [],
            reloads: reloads)
    }

    var flag: String { "--\(name)" }

    var variable: String {
        "AFFECT_" + name.uppercased().replacing("-", with: "_")
    }

    /// Type, range and unit in words.
    var allowed: String {
        switch kind {
        case .text(let allowed, _): allowed.map { "a string, \($0)" } ?? "a string"
        case .integer(let range, let unit):
            "an integer, \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")"
        case .number(let range, let unit):
            "a number, \(Self.number(range.lowerBound)) to \(Self.number(range.upperBound)) \(unit)"
        case .flag: "true or false"
        case .choice(let values): "one of \(values.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .list(let allowed, _): "a list of strings, each \(allowed)"
        }
    }

    /// The values as arguments of the flag, or nil when they are not allowed.
    func arguments(_ value: TOMLValue) -> [String]? {
        switch (kind, value) {
        case (.text, .string(let text)), (.choice, .string(let text)): arguments(text)
        case (.integer, .integer(let text)), (.number, .integer(let text)), (.number, .float(let text)): arguments(text)
        case (.flag, .boolean(let isSet)): ["\(isSet)"]
        case (.list(_, let isValid), .strings(let texts)): texts.allSatisfy(isValid) ? texts : nil
        default: nil
        }
    }

    /// A value as the environment has it.
    func arguments(_ text: String) -> [String]? {
        switch kind {
        case .text(_, let isValid): !text.isEmpty && isValid(text) ? [text] : nil
        case .integer(let range, _): Int(text).map { range.contains($0) } ?? false ? [text] : nil
        case .number(let range, _): Double(text).map { range.contains($0) } ?? false ? [text] : nil
        case .flag: ["true", "false"].contains(text) ? [text] : nil
        case .choice(let values): values.contains(text) ? [text] : nil
        case .list(_, let isValid):
            { $0.allSatisfy(isValid) ? $0 : nil }(text.split(separator: ",").map(String.init))
        }
    }

    /// Arguments as a configuration file writes them.
    func literal(_ arguments: [String]) -> String {
        switch kind {
        case .text, .choice: Self.quoted(arguments.last ?? "")
        case .integer, .number, .flag: arguments.last ?? ""
        case .list: "[\(arguments.map(Self.quoted).joined(separator: ", "))]"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.map { character in
            switch character {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(character)
            }
        }
        return "\"\(escaped.joined())\""
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
