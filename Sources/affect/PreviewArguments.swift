import ArgumentParser
import Service

/// The options of `affect run` that show pictures.
struct PreviewArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where those who subscribe get the pictures that were judged: an endpoint as for --feed. Default: nowhere.",
            valueName: "endpoint"))
    var preview: String?

    @Option(
        name: .customLong("preview-rate"),
        help: ArgumentHelp("Pictures a second at the most, 0.1 to 10. Default: 10.", valueName: "number"))
    var rate: Double?

    @Option(
        name: .customLong("preview-width"),
        help: ArgumentHelp("Make wider pictures smaller. Default: as they come.", valueName: "pixels"))
    var width: Int?

    func validate() throws {
        if preview == nil, let other = rate != nil ? "--preview-rate" : width != nil ? "--preview-width" : nil {
            throw ValidationError("\(other) is for previews: say where with --preview ENDPOINT.")
        }
        if let rate, !(0.1...10).contains(rate) {
            throw ValidationError("--preview-rate \(rate): must be 0.1 to 10 pictures a second.")
        }
        if let width, !(16...16_384).contains(width) {
            throw ValidationError("--preview-width \(width): must be 16 to 16384 pixels.")
        }
    }

    /// - Parameter endpoint: where pictures go, if anywhere.
    func options(at endpoint: String?) -> RunOptions.PreviewOptions? {
        endpoint.map { RunOptions.PreviewOptions(endpoint: $0, picturesPerSecond: rate ?? 10, maximumWidth: width) }
    }
}
