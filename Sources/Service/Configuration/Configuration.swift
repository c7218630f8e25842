/// What a run is told: flags before the environment, the environment before the file, the file before the defaults.
///
/// The result is a command line: what file and environment say is put before the flags that were given.
public struct Configuration: Sendable {
    /// Where a value comes from.
    public enum Origin: Hashable, Sendable, CustomStringConvertible {
        case file(path: String, line: Int)
        case environment(variable: String)
        case flag(String)

        public var description: String {
            switch self {
            case .file(let path, let line): "\(path):\(line)"
            case .environment(let variable): variable
            case .flag(let flag): flag
            }
        }
    }

    struct Setting: Sendable {
        var arguments: [String]
        var origin: Origin
    }

    let keys: [ConfigurationKey]
    private(set) var settings: [String: Setting] = [:]
    /// The configuration file; nil without one.
    public private(set) var path: String?
    private let given: [String]

    public static let fileFlag = "--config"
    public static let fileVariable = "AFFECT_CONFIG"

    /// - Parameters:
    ///   - given: the arguments of `affect run`.
    ///   - environment: all of it; only variables of keys are looked at, and those that are empty are not set.
    /// - Throws: everything that is wrong at once.
    public init(
        keys: [ConfigurationKey], given: [String], environment: [String: String]
    ) throws(ConfigurationError) {
        self.keys = keys
        self.given = given
        var problems: [ConfigurationProblem] = []
        path = Self.value(of: Self.fileFlag, in: given)
        if path == nil, let named = environment[Self.fileVariable], !named.isEmpty { path = named }
        if let path { addFile(path, &problems) }
        addEnvironment(environment, &problems)
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        addFlags()
        for key in keys where !isFlag(key) && !key.needs.isEmpty {
            if !key.needs.contains(where: { settings[$0] != nil || isGiven("--\($0)") }) { settings[key.name] = nil }
        }
    }

    /// The command line that says all of it.
    public var arguments: [String] {
        keys.flatMap { key -> [String] in
            guard let setting = settings[key.name], !isFlag(key) else { return [] }
            if case .flag = key.kind { return setting.arguments == ["true"] ? [key.flag] : [] }
            return setting.arguments.map { "\(key.flag)=\($0)" }
        } + given
    }

    /// What is set by file, environment or flag, where from, and the value as a file writes it.
    public func setting(of key: ConfigurationKey) -> (literal: String, origin: Origin)? {
        settings[key.name].map { (key.literal($0.arguments), $0.origin) }
    }

    /// The keys whose values differ from those of `other`.
    public func changes(from other: Configuration) -> [ConfigurationKey] {
        keys.filter { settings[$0.name]?.arguments != other.settings[$0.name]?.arguments }
    }

    // MARK: Layers

    private mutating func addFile(_ path: String, _ problems: inout [ConfigurationProblem]) {
        var file = ConfigurationFile(path: path)
        for entry in file.entries {
            guard let key = keys.first(where: { $0.name == entry.key }) else {
                file.problem(entry.line, "there is no key \(entry.key).\(suggestion(for: entry.key))")
                continue
            }
            guard let arguments = key.arguments(entry.value) else {
                file.problem(
                    entry.line, "\(key.name) must be \(key.allowed); here it is \(Self.words(entry.value)).")
                continue
            }
            set(key, arguments, from: .file(path: path, line: entry.line))
        }
        problems += file.problems
    }

    private mutating func addEnvironment(_ environment: [String: String], _ problems: inout [ConfigurationProblem]) {
        var found: [(key: ConfigurationKey, arguments: [String])] = []
        for key in keys {
            guard let text = environment[key.variable], !text.isEmpty else { continue }
            if let arguments = key.arguments(text) {
                found.append((key, arguments))
            } else {
                problems.append(
                    .init(place: key.variable, sentence: "must be \(key.allowed); here it is \(text)."))
            }
        }
        for (key, arguments) in found { set(key, arguments, from: .environment(variable: key.variable)) }
    }

    private mutating func addFlags() {
        for key in keys where isFlag(key) {
            var values: [String] = []
            if case .flag = key.kind { values = ["true"] } else { values = Self.values(of: key.flag, in: given) }
            // A flag that may stand without a value, such as --dashboard.
            if values.isEmpty { values = ["on"] }
            set(key, values, from: .flag(key.flag))
        }
    }

    private mutating func set(_ key: ConfigurationKey, _ arguments: [String], from origin: Origin) {
        for name in key.excludes { settings[name] = nil }
        settings[key.name] = Setting(arguments: arguments, origin: origin)
    }

    // MARK: Words

    private static func words(_ value: TOMLValue) -> String {
        switch value {
        case .string(let text): "\"\(text)\""
        case .integer(let text), .float(let text): text
        case .boolean(let isSet): "\(isSet)"
        case .strings(let texts): "[\(texts.map { "\"\($0)\"" }.joined(separator: ", "))]"
        }
    }

    /// The key that was probably meant.
    private func suggestion(for name: String) -> String {
        let nearest = keys.map { (key: $0.name, distance: Self.distance($0.name, name)) }.min { $0.1 < $1.1 }
        guard let nearest, nearest.distance <= 3 else { return " affect run --print-config lists all of them." }
        return " Did you mean \(nearest.key)?"
    }

    /// Levenshtein's distance.
    private static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.prefix(40)), Array(b.prefix(40)))
        var row = Array(0...b.count)
        for (i, character) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let cost = diagonal + (character == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(cost, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }

    // MARK: Flags

    private func isFlag(_ key: ConfigurationKey) -> Bool { isGiven(key.flag) }

    private func isGiven(_ flag: String) -> Bool { given.contains { $0 == flag || $0.hasPrefix(flag + "=") } }

    private static func value(of flag: String, in arguments: [String]) -> String? {
        values(of: flag, in: arguments).last
    }

    private static func values(of flag: String, in arguments: [String]) -> [String] {
        arguments.indices.compactMap { index in
            if arguments[index].hasPrefix(flag + "=") { return String(arguments[index].dropFirst(flag.count + 1)) }
            guard arguments[index] == flag, index + 1 < arguments.endIndex, !arguments[index + 1].hasPrefix("--") else {
                return nil
            }
            return arguments[index + 1]
        }
    }
}
