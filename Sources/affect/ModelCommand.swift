import ArgumentParser
import Service

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Look into model files.", subcommands: [Inspect.self, Step.self])

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

    struct Step: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Step raw crops through a model and write what its networks return.",
            discussion: """
                For comparison with other implementations: no camera, no clamping. The output is 32-bit
                floats, ticks × outputs in the order of the file, not a number where there is no output yet.
                Example: affect model step models/affect-base.safetensors --crops crops.gray --output outputs.f32
                """)

        @Argument(help: "Model file. Default: the bundled one.", completion: .file(extensions: ["safetensors"]))
        var file: String?

        @Option(help: ArgumentHelp("Raw gray crops, one a tick, as affect crop writes them.", valueName: "file"))
        var crops: String

        @Option(help: ArgumentHelp("Where to write the outputs.", valueName: "file"))
        var output: String

        func run() throws {
            try reportingErrors {
                let ticks = try NetworkReplay(modelPath: file).run(crops: crops, output: output)
                Log.note("\(ticks) ticks in \(output)")
            }
        }
    }
}
