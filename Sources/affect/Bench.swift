import ArgumentParser
import Service
import StreamTypes

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the network, and with --pipeline the whole stream, on this machine.",
        discussion: """
            Times are of one thread; see docs/network.md. An idle machine gives the figures that count.
            Example: affect bench --json
            Example: affect bench --paced --faces 8
            Example: affect bench --pipeline tools/clips/wolfgang-langer.mkv --seconds 30
            """)

    @Option(help: ArgumentHelp("Model file. Default: the bundled one.", valueName: "file"))
    var model: String?

    @Option(help: "Ticks of the network to measure.")
    var ticks = 300

    @Option(help: ArgumentHelp("Also play this file through the whole stream in real time.", valueName: "file"))
    var pipeline: String?

    @Option(help: "How long to play it.")
    var seconds = 30.0

    @Option(help: "Endpoint for the messages meanwhile.")
    var feed = "tcp://127.0.0.1:5579"

    @Flag(help: "Also measure one tick each 100 ms with cold caches, as in the stream.")
    var paced = false

    @Option(help: ArgumentHelp("Also measure ticks of 1, 2, … this many faces (8 at most).", valueName: "count"))
    var faces = 0

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "For each line `step N` or `prepared N` of standard input print the times of N ticks.")
    var turns = false

    func validate() throws {
        if !(1...100_000).contains(ticks) { throw ValidationError("--ticks \(ticks): must be 1 to 100000.") }
        if !(0...8).contains(faces) { throw ValidationError("--faces \(faces): must be 1 to 8.") }
        if !(1...86_400).contains(seconds) { throw ValidationError("--seconds \(seconds): must be 1 to 86400.") }
    }

    func run() throws {
        try reportingErrors {
            if turns { return try takeTurns() }
            StopSignal.install()
            var report = try BenchReport(modelPath: model, ticks: ticks, isPaced: paced, faceCount: faces)
            if let pipeline {
                report.pipeline = try PipelineMeasurement(
                    file: pipeline, modelPath: model, duration: .seconds(seconds), feed: feed)
            }
            if json { try StandardOutput.writeJSON(report) } else { StandardOutput.write(BenchText(report).text) }
        }
    }

    private func takeTurns() throws {
        let bench = try BenchTurns(modelPath: model)
        while let request = readLine() {
            guard let turn = bench.answer(request) else {
                throw ValidationError("\(request): must be `step N` or `prepared N`, N from 1 to 100000.")
            }
            try StandardOutput.writeJSON(turn)
        }
    }
}
