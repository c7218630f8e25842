import ArgumentParser
import FoundationEssentials
import Service

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with this machine, its camera and the configuration, and what to do.",
        discussion: """
            One line each: ok, warn (it runs, but not at its best) or FAIL. Exit status 78 when something fails. Nothing is changed.
            Example: affect doctor
            Example: affect doctor --config /etc/affect/affect.toml --json
            """)

    @Option(help: ArgumentHelp("Configuration file, as for affect run.", valueName: "file"))
    var config: String?

    @Option(help: "The camera that is meant, as for affect run.")
    var camera: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    private struct Report: Encodable {
        var ok: Bool
        var findings: [Finding]
    }

    func run() throws {
        let (options, configuration) = options()
        let findings = [configuration] + Doctor(options).findings()
        let isHealthy = !findings.contains { $0.state == .failure }
        if json {
            try StandardOutput.writeJSON(Report(ok: isHealthy, findings: findings))
        } else {
            for finding in findings { StandardOutput.write(Self.line(finding)) }
        }
        if !isHealthy { throw ExitCode.badConfiguration }
    }

    /// The options of a run; the defaults when they cannot be had.
    private func options() -> (RunOptions, Finding) {
        let given = (config.map { ["--config", $0] } ?? []) + (camera.map { ["--camera", $0] } ?? [])
        let name = "configuration"
        do throws(ConfigurationError) {
            let configuration = try Run.configuration(given)
            guard let run = try? Run.parse(configuration.arguments) else {
                let text = "some of its values exclude each other"
                return (
                    RunOptions(), Finding(name: name, state: .failure, text: text, remedy: "`affect run` says which.")
                )
            }
            let text = configuration.path.map { "\($0), no mistakes" } ?? "no file: --config FILE"
            return (run.options(run.preview.preview), .ok(name, text))
        } catch {
            return (RunOptions(), .failure(name, error))
        }
    }

    static func line(_ finding: Finding) -> String {
        let mark =
            switch finding.state {
            case .ok: "ok  "
            case .warning: "warn"
            case .failure: "FAIL"
            }
        let name = finding.name + String(repeating: " ", count: max(1, 14 - finding.name.count))
        let text = finding.text.replacing("\n", with: "\n" + String(repeating: " ", count: 20))
        return "\(mark)  \(name)\(text)\(finding.remedy.map { ". → \($0)" } ?? "")\n"
    }
}
