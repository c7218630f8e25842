import ArgumentParser
import FoundationEssentials
import Service

extension Run {
    /// The configuration that `arguments`, those behind `affect run`, and the environment give.
    static func configuration(_ arguments: [String]) throws(ConfigurationError) -> Configuration {
        try Configuration(keys: keys, given: arguments, environment: ProcessInfo.processInfo.environment)
    }

    /// - Throws: when file and environment, not the flags, make a command line that contradicts itself.
    static func checkCombination(_ merged: [String], given: [String]) throws {
        guard merged != given else { return }
        do {
            _ = try Affect.parseAsRoot(merged)
        } catch {
            guard (try? Affect.parseAsRoot(given)) != nil else { return }
            Log.error("configuration: \(Affect.message(for: error))")
            throw ExitCode.badConfiguration
        }
    }

    /// The configuration as a file.
    static func text(of configuration: Configuration) throws -> String {
        ConfigurationText(configuration, flags: try flags()).text
    }

    /// What the flags say of themselves, by name.
    static func flags() throws -> [String: ConfigurationText.FlagDescription] {
        struct Tool: Decodable {
            struct Command: Decodable { var arguments: [Argument]? }
            struct Argument: Decodable {
                struct Name: Decodable { var name: String }
                var preferredName: Name?
                var abstract: String?
                var defaultValue: String?
            }
            var command: Command
        }
        let tool = try JSONDecoder().decode(Tool.self, from: Data(_dumpHelp().utf8))
        var flags: [String: ConfigurationText.FlagDescription] = [:]
        for argument in tool.command.arguments ?? [] {
            guard let name = argument.preferredName?.name else { continue }
            flags[name] = .init(abstract: argument.abstract ?? "", defaultValue: argument.defaultValue)
        }
        return flags
    }
}
