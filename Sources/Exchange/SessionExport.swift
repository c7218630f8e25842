import FoundationEssentials
public import Labels
import Sessions

/// Writes what a session says of a person into the files of other programs. Nothing is overwritten.
public struct SessionExport {
    public enum Subject: String, CaseIterable, Sendable {
        case labels, predictions
    }

    public struct Options: Sendable {
        /// Nil for the only person there is.
        public var person: LabelName?
        public var merging = SessionSeries.Merging()
        /// AVEC: a header, as in 2019.
        public var hasHeader = false
        /// AVEC: 0 for a value that is not known, as a submission has to have it.
        public var isZeroFilled = false

        public init() {}
    }

    private let session: SessionSeries
    private let options: Options

    /// - Throws: one sentence when the session cannot be read.
    public init(session: String, options: Options = Options()) throws {
        self.session = try SessionSeries(session: session)
        self.options = options
    }

    /// Messages that an export of predictions reads; nil when session.json does not say.
    public var messageCount: Int? { session.description.counts.map { Int($0.messages) } }

    /// - Parameters:
    ///   - path: the file to write; for NOVA the beginning of the names of a pair of files for each dimension.
    ///   - progress: called with the number of messages read so far.
    /// - Returns: the files written.
    /// - Throws: one sentence; a file that is there already is refused before anything is written.
    public func write(
        _ subject: Subject, as format: ExchangeFormat, to path: String, progress: (Int) -> Void = { _ in }
    ) throws -> [String] {
        let files = try files(subject, as: format, named: path, progress: progress)
        for (path, _) in files where FileManager.default.fileExists(atPath: path) {
            throw LabelError.exists(path: path)
        }
        for (path, bytes) in files { try LabelFile.save(bytes, to: path, replacing: false) }
        return files.map(\.path)
    }

    /// The files of an export, without writing them; see ``write(_:as:to:progress:)``.
    public func files(
        _ subject: Subject, as format: ExchangeFormat, named path: String, progress: (Int) -> Void = { _ in }
    ) throws -> [(path: String, bytes: [UInt8])] {
        if subject == .predictions, format == .mcap {
            return [(path, try MCAPFile.messages(SessionMessages(session: session.session), progress: progress))]
        }
        let person = try session.person(options.person)
        let series =
            switch subject {
            case .labels: try session.labels(of: person, merging: options.merging)
            case .predictions: try session.predictions(of: person, progress: progress)
            }
        switch format {
        case .avec:
            let name = path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? series.name
            let text = AVECFile.text(
                series, name: name, withHeader: options.hasHeader, zeroFilled: options.isZeroFilled)
            return [(path, Array(text.utf8))]
        case .csv: return [(path, Array(TableFile.csv(series).utf8))]
        case .openface: return [(path, Array(TableFile.openFace(series).utf8))]
        case .elan: return [(path, Array(elan(series).utf8))]
        case .xdf: return [(path, XDFFile.bytes(series, host: session.description.host))]
        case .mcap: return [(path, try MCAPFile.labels(series, session.description))]
        case .nova:
            let start = path.hasSuffix(".annotation") ? String(path.dropLast(11)) : path
            return series.columns.indices.flatMap { column in
                let name = "\(start).\(series.columns[column].dimension).annotation"
                return [
                    (name, Array(NOVAFile.header(series, column).utf8)),
                    (name + "~", Array(NOVAFile.samples(series, column).utf8)),
                ]
            }
        }
    }

    private func elan(_ series: ExchangeSeries) -> String {
        let video = URL(fileURLWithPath: "\(session.session)/video.mkv")
        let path = FileManager.default.fileExists(atPath: video.path) ? video.absoluteURL.path : nil
        return ELANFile.text(series, videoPath: path, date: Date().formatted(.iso8601))
    }
}
