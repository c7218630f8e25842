import ArgumentParser

@main
struct Affect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affect", abstract: "Arousal and valence from a webcam, ten times a second, on ZeroMQ.")
}
