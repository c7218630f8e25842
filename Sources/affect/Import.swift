import ArgumentParser
import Exchange
import Labels
import Service

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put labels of CARMA, DARMA or PAGAN, or what `affect export` wrote, into a session.",
        discussion: """
            Times count from the first frame of the video; values are scaled to -1 to 1. Nothing is overwritten; see docs/labels.md.
            Example: affect import ratings.csv --session sessions/anna_01 --rater ben --dimension arousal
            """)

    @Argument(help: "The file; for NOVA the .annotation of the pair.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The session that was labelled.", valueName: "folder"), completion: .directory)
    var session: String

    @Option(help: "Under whose name the traces are kept.")
    var rater: LabelName

    @Option(help: "Who was labelled.")
    var person: LabelName = .person

    @Option(help: "carma, darma, pagan, avec, openface, nova, elan, xdf, mcap or csv. Default: told from the file.")
    var format: LabelImport.Format?

    @Option(
        name: .customLong("dimension"),
        help:
            "What was traced, where the file does not say; for DARMA twice, X and Y. Default: arousal; valence and arousal."
    )
    var dimensions: [LabelName] = []

    @Option(
        help: ArgumentHelp("pagan: the values that stand for -1 and 1. Default: the extremes.", valueName: "MIN:MAX"))
    var range: RangeArgument?

    @Option(help: "pagan: whose rows, where there are several.")
    var participant: String?

    func run() throws {
        try reportingErrors {
            var options = LabelImport.Options(rater: rater)
            options.format = format
            options.person = person
            options.dimensions = dimensions
            options.range = range?.value
            options.participant = participant
            for (trace, rated) in try LabelImport.run(file, into: session, options: options) {
                Log.note("\(session)/labels/\(trace).csv: \(rated) samples")
            }
        }
    }
}
