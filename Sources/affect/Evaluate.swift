import ArgumentParser
import Exchange
import Service

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score predictions against labels as AVEC does.",
        discussion: """
            CCC over the concatenation of all recordings. Ticks without a prediction are left out, their share is printed, and the
            score with 0 in their place, as AVEC's scorer has it, stands beside.
            Example: affect evaluate --labels labels --predictions predictions --plot scores.svg
            Example: affect evaluate --labels sessions/anna_01 --predictions sessions/anna_01 --json
            """)

    @Option(help: ArgumentHelp("NAME.csv files as AVEC has them, or a session.", valueName: "folder"))
    var labels: String

    @Option(help: ArgumentHelp("The same of the predictions.", valueName: "folder"))
    var predictions: String

    @Option(help: ArgumentHelp("Draw labels and predictions over time as SVG.", valueName: "file"))
    var plot: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try reportingErrors {
            let evaluation = try Evaluation(labels: labels, predictions: predictions)
            let report = EvaluationReport(evaluation)
            if let plot { try EvaluationPlot(evaluation).write(to: plot) }
            if json { try StandardOutput.writeJSON(report) } else { StandardOutput.write(report.text) }
        }
    }
}
