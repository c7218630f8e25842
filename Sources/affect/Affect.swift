import ArgumentParser
import Service

@main
struct Affect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affect",
        abstract: "Arousal and valence of a face, ten times a second, from a webcam to ZeroMQ.",
        discussion: "Example: affect run --print text",
        version: Version.text,
        subcommands: [
            Run.self, Watch.self, Devices.self, ModelCommand.self, Crop.self, Keygen.self, Recover.self, Wipe.self,
            Bench.self,
        ])
}
