import ArgumentParser
import Exchange
import Labels
import Service

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a session's labels or predictions as a file of another program.",
        discussion: """
            Ten samples a second from the first frame on; see docs/labels.md. Nothing is overwritten.
            Example: affect export sessions/anna_01 --what labels --format avec --output Train_01.csv
            Example: affect export sessions/anna_01 --what predictions --format xdf --output anna_01.xdf
            """)

    enum Method: String, ExpressibleByArgument, CaseIterable {
        case ccc, ewe
    }

    @Argument(help: "The folder that --record made.", completion: .directory)
    var session: String

    @Option(help: "labels (of the raters, merged) or predictions (of the model).")
    var what: SessionExport.Subject

    @Option(help: "avec, openface, nova, elan, xdf, mcap or csv.")
    var format: ExchangeFormat

    @Option(
        help: ArgumentHelp(
            "The file to write; for nova the beginning of the names of a pair of files for each dimension.",
            valueName: "path"))
    var output: String

    @Option(help: "Whose; needed where the session is about several people.")
    var person: LabelName?

    @Option(help: "Only the labels of this rater.")
    var rater: LabelName?

    @Option(help: "How raters are merged: ccc (as AVEC does) or ewe (evaluator-weighted estimator).")
    var method: Method = .ccc

    @Flag(name: .customLong("apply-lags"), help: "Put each trace earlier by the reaction lag that is stored for it.")
    var appliesLags = false

    @Flag(name: .customLong("header"), help: "avec: begin with a header, as in 2019.")
    var hasHeader = false

    @Flag(name: .customLong("zero-filled"), help: "avec: 0 instead of nan for a value that is not known.")
    var isZeroFilled = false

    func validate() throws {
        if what == .predictions, rater != nil || appliesLags {
            throw ValidationError("--rater and --apply-lags are for labels: say --what labels.")
        }
        if format != .avec, hasHeader || isZeroFilled {
            throw ValidationError("--header and --zero-filled are for AVEC: say --format avec.")
        }
    }

    func run() throws {
        try reportingErrors {
            var options = SessionExport.Options()
            options.person = person
            options.merging = SessionSeries.Merging(
                rater: rater, method: method == .ccc ? .concordanceCentred : .evaluatorWeighted,
                appliesLags: appliesLags)
            options.hasHeader = hasHeader
            options.isZeroFilled = isZeroFilled
            let export = try SessionExport(session: session, options: options)
            var progress = ProgressLine(total: export.messageCount ?? 0)
            let files = try export.write(what, as: format, to: output) { progress.reach($0, "messages") }
            progress.finish()
            for file in files { Log.note("wrote \(file)") }
        }
    }
}
