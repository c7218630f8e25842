import ArgumentParser
import Service

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Look into model files.", subcommands: [Inspect.self])

    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a model file and print what it holds.",
            discussion: "Example: affect model inspect models/affect-base.safetensors")

        @Argument(help: "Model file. Default: the bundled one.", completion: .file(extensions: ["safetensors"]))
        var file: String?

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() throws {
            try reportingErrors {
                let summary = try ModelSummary(path: ModelFolder.model(file))
                if json { try StandardOutput.writeJSON(summary) } else { StandardOutput.write(summary.text) }
            }
        }
    }
}
