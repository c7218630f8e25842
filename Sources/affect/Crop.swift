import ArgumentParser
import Glibc
import Service

struct Crop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut the crops that the network would see out of videos and pictures.",
        discussion: """
            Writes PREFIX.gray (raw gray crops of 112 × 112 bytes) and PREFIX.csv (a line a crop), ten crops a second.
            Example: affect crop tools/clips/*.mkv --output crops
            """)

    @Argument(help: "Videos, or JPEG pictures.", completion: .file())
    var inputs: [String]

    @Option(help: ArgumentHelp("Where to write, without .gray and .csv.", valueName: "prefix"))
    var output: String

    @Option(help: ArgumentHelp("Model file whose crop template is used. Default: the bundled one.", valueName: "file"))
    var model: String?

    @Flag(help: "Go on where an interrupted run with the same --output stopped.")
    var resume = false

    func run() throws {
        try reportingErrors {
            StopSignal.install()
            let extraction = try CropExtraction(modelPath: model)
            let file = try CropFile(
                prefix: output, resume: resume, cropBytes: extraction.width * extraction.height)
            defer { file.close() }
            var failures = 0
            var crops = 0
            var progress = ProgressLine(total: inputs.count)
            for input in inputs where !StopSignal.isRequested {
                progress.advance("\(crops) crops")
                if file.finished.contains(input) { continue }
                do {
                    let result = try extraction.extract(input)
                    if StopSignal.isRequested { break }
                    try file.append(result, from: input)
                    crops += result.rows.count
                    if let damage = result.damage { progress.note(damage) }
                    if result.rows.isEmpty { progress.note("\(input): no face in \(result.ticks) ticks") }
                } catch let failure as CropFile.Failure {
                    throw failure
                } catch {
                    failures += 1
                    progress.note("\(error)")
                }
            }
            progress.finish()
            if StopSignal.isRequested { Log.note("stopped; go on with the same command and --resume") }
            Log.note("\(crops) crops of \(extraction.width) x \(extraction.height) in \(output).gray")
            if failures > 0 {
                Log.note("\(failures) of \(inputs.count) inputs could not be read")
                throw ExitCode.badConfiguration
            }
        }
    }
}
