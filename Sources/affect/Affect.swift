import ArgumentParser
import Service

@main
struct Affect: ParsableCommand {
    /// `affect run` reads file and environment before its flags.
    static func main() {
        let given = Array(CommandLine.arguments.dropFirst())
        guard given.first == "run", !given.contains("--help"), !given.contains("-h") else { return main(given) }
        do {
            try reportingErrors {
                let merged = ["run"] + (try Run.configuration(Array(given.dropFirst())).arguments)
                try Run.checkCombination(merged, given: given)
                main(merged)
            }
        } catch {
            exit(withError: error)
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "affect",
        abstract: "Arousal and valence of a face, ten times a second, from a webcam to ZeroMQ.",
        discussion: "Example: affect run --print text",
        version: Version.text,
        subcommands: [
            Run.self, Watch.self, HubCommand.self, Devices.self, DoctorCommand.self, ModelCommand.self, Look.self,
            Crop.self, Keygen.self, Recover.self, Wipe.self, Label.self, Export.self, Import.self, Evaluate.self,
            Bench.self,
        ])
}
