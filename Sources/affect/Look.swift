import ArgumentParser
import Service

struct Look: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Say what the stream sees in pictures: each face, how sure it is, and what keeps it from being a good view.",
        discussion: """
            From a score of 0 on the stream begins to follow a face; a lower --least-score shows what it nearly would.
            Example: affect look portrait.jpg
            Example: affect look --json --least-score=-1 pictures/*.jpg
            """)

    @Argument(help: "JPEG pictures; of a video, its first picture.", completion: .file())
    var pictures: [String]

    @Option(help: ArgumentHelp("Leave out what the detector likes less, -1 to 1.", valueName: "score"))
    var leastScore: Float = 0

    @Option(help: ArgumentHelp("Model file whose crop template is used. Default: the bundled one.", valueName: "file"))
    var model: String?

    @Flag(help: "One JSON object a picture.")
    var json = false

    func validate() throws {
        if !(-1...1).contains(leastScore) {
            throw ValidationError("--least-score \(leastScore): must be -1 to 1.")
        }
    }

    func run() throws {
        try reportingErrors {
            StopSignal.install()
            let examination = try PictureExamination(modelPath: model)
            var failures = 0
            for picture in pictures where !StopSignal.isRequested {
                do {
                    let report = try examination.look(at: picture, leastScore: leastScore)
                    if json { try StandardOutput.writeJSON(report) } else { StandardOutput.write(text(of: report)) }
                } catch {
                    failures += 1
                    Log.note("\(error)")
                }
            }
            if failures > 0 {
                Log.note("\(failures) of \(pictures.count) pictures could not be read")
                throw ExitCode.badConfiguration
            }
        }
    }

    private func text(of report: PictureExamination.Report) -> String {
        guard !report.faces.isEmpty else { return "\(report.file): no face\n" }
        return report.faces.map { face in
            let place = face.box.map { String(Int($0.rounded())) }
            let view = face.reasons.isEmpty ? "a good view" : face.reasons.joined(separator: ", ")
            return """
                \(report.file): face of \(place[2]) x \(place[3]) at \(place[0]), \(place[1]), \
                confidence \(hundredths(face.confidence)) (score \(hundredths(face.score))): \(view)

                """
        }.joined()
    }

    private func hundredths(_ value: Float) -> String { String((value * 100).rounded() / 100) }
}
