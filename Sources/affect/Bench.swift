import ArgumentParser
import Service
import StreamTypes

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the network, and with --pipeline the whole stream, on this machine.",
        discussion: """
            Times are of one thread; see docs/network.md. An idle machine gives the figures that count.
            Example: affect bench --json
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

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if !(1...100_000).contains(ticks) { throw ValidationError("--ticks \(ticks): must be 1 to 100000.") }
        if !(1...86_400).contains(seconds) { throw ValidationError("--seconds \(seconds): must be 1 to 86400.") }
    }

    func run() throws {
        try reportingErrors {
            StopSignal.install()
            var report = try BenchReport(modelPath: model, ticks: ticks)
            if let pipeline {
                report.pipeline = try PipelineMeasurement(
                    file: pipeline, modelPath: model, duration: .seconds(seconds), feed: feed)
            }
            if json { try StandardOutput.writeJSON(report) } else { StandardOutput.write(text(report)) }
        }
    }

    private func text(_ report: BenchReport) -> String {
        let network = report.network
        var lines = [
            "OpenBLAS core \(report.blasCore), \(report.instructionSet), one thread, model \(report.model), \(network.ticks) ticks",
            row("", ["p50 ms", "p99 ms", "MFLOP", "GFLOP/s"]),
        ]
        for layer in network.layers {
            lines.append(
                row(layer.name, [two(layer.p50), two(layer.p99), two(layer.megaFLOPs), two(layer.gigaFLOPsPerSecond)]))
        }
        lines.append(
            row(
                "a whole tick",
                [
                    two(network.tickP50), two(network.tickP99), two(network.megaFLOPs),
                    two(network.megaFLOPs / network.tickP50),
                ]))
        lines.append(row("crop to estimate", [two(network.preparedP50), two(network.preparedP99)]))
        lines.append(row("prepared before", [two(network.preparationP50)]))
        if let pipeline = report.pipeline {
            lines.append("")
            lines.append(
                "whole stream, \(two(pipeline.seconds)) s: \(two(pipeline.coreShare * 100)) % of a core, "
                    + "\(two(pipeline.residentMegabytes)) MB resident at most, \(pipeline.ticks) ticks, \(pipeline.ticksMissing) missing"
            )
            lines.append(row("", ["p50 ms", "p99 ms"]))
            for stage in StageTimes.Stage.allCases {
                guard let times = pipeline.stages[stage.rawValue] else { continue }
                lines.append(row(stage.rawValue, [two(times.milliseconds(50)), two(times.milliseconds(99))]))
            }
            lines.append(
                row(
                    "capture to publish",
                    [two(pipeline.latency.milliseconds(50)), two(pipeline.latency.milliseconds(99))]))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ name: String, _ columns: [String]) -> String {
        padded(name, 20, left: false) + columns.map { padded($0, 10, left: true) }.joined()
    }

    private func padded(_ text: String, _ width: Int, left: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }

    private func two(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
