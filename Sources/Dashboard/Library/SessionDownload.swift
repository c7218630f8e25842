import Exchange
import FoundationEssentials
import Labels

/// A session's labels or predictions as the files of another program, for a browser to keep.
struct SessionDownload: Encodable, Sendable {
    var files: [File]

    struct File: Encodable, Sendable {
        var name: String
        /// Base64 in JSON.
        var data: Data
    }

    /// - Parameter query: `what` (labels or predictions), `format`, and if you like `person`, `rater` and `lags=applied`.
    /// - Throws: one sentence; ``LabellingProblem/malformed`` for a query that is none.
    init(_ name: String, _ path: String, query: [String: String]) throws {
        guard let subject = query["what"].flatMap(SessionExport.Subject.init(rawValue:)),
            let format = query["format"].flatMap(ExchangeFormat.init(rawValue:))
        else { throw LabellingProblem.malformed }
        var options = SessionExport.Options()
        options.person = try query["person"].map { try LabelName($0) }
        options.merging = SessionSeries.Merging(
            rater: try query["rater"].map { try LabelName($0) }, appliesLags: query["lags"] == "applied")
        files = try SessionExport(session: path, options: options)
            .files(subject, as: format, named: "\(name).\(subject.rawValue)\(format.ending)")
            .map { File(name: $0.path, data: Data($0.bytes)) }
    }
}

extension ExchangeFormat {
    /// NOVA's files get their endings one by one.
    fileprivate var ending: String {
        switch self {
        case .avec: ".avec.csv"
        case .openface: ".openface.csv"
        case .nova: ""
        case .elan: ".eaf"
        case .xdf: ".xdf"
        case .mcap: ".mcap"
        case .csv: ".csv"
        }
    }
}
