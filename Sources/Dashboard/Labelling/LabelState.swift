import Labels
import StreamTypes

/// What a rater left of a person so far, as a page that begins to label gets it.
struct LabelState: Encodable, Sendable {
    /// By dimension.
    var traces: [String: Curve] = [:]
    var events: [LabelRequest.Event]
    var exclusions: [LabelRequest.Excluded]
    /// Milliseconds by dimension.
    var lags: [String: Int] = [:]

    struct Curve: Encodable, Sendable {
        /// Nanoseconds as decimals.
        var times: [String]
        var values: [Double?]

        init(_ trace: Trace) {
            times = trace.samples.map { String($0.time.nanoseconds) }
            values = trace.samples.map(\.value)
        }
    }

    init(_ folder: LabelFolder, person: LabelName, rater: LabelName) throws(LabelError) {
        for identity in try folder.traces(of: person) where identity.rater == rater {
            traces[identity.dimension.text] = Curve(try folder.trace(identity))
        }
        events = try folder.events(of: person, by: rater).map { LabelRequest.Event($0) }
        exclusions = try folder.exclusions(of: person, by: rater).map { LabelRequest.Excluded($0) }
        for (dimension, lag) in try folder.lags(of: person, by: rater) {
            lags[dimension.text] = Int(lag.wholeNanoseconds / 1_000_000)
        }
    }
}
