import FoundationEssentials
public import Labels
import Sessions
import StreamTypes

/// Puts the labels of a foreign file into a session, as traces of a rater. Nothing is overwritten.
public struct LabelImport {
    public enum Format: String, CaseIterable, Sendable {
        case carma, darma, pagan, avec, openface, nova, elan, xdf, mcap, csv
    }

    public struct Options: Sendable {
        /// Nil tells it from the file.
        public var format: Format?
        public var person = LabelName.person
        public var rater: LabelName
        /// What was traced, where the file does not say: one for CARMA and PAGAN, X and Y for DARMA.
        public var dimensions: [LabelName] = []
        /// PAGAN: the values that stand for -1 and 1.
        public var range: ClosedRange<Double>?
        /// PAGAN: whose rows.
        public var participant: String?

        public init(rater: LabelName) { self.rater = rater }
    }

    /// - Returns: the traces saved, and how many samples of each have a value.
    /// - Throws: one sentence; a trace that is there already is refused before anything is saved.
    public static func run(
        _ path: String, into session: String, options: Options
    ) throws -> [(trace: TraceIdentity, rated: Int)] {
        let folder = try LabelFolder(session: session)
        let origin = try SessionTimeline(session: session).origin
        let samples = try read(path, options)
        let start = samples.isAbsolute ? MonotonicTime.zero : origin
        let traces = try samples.dimensions.indices.map { place in
            let identity = try TraceIdentity(
                person: options.person, rater: options.rater, dimension: samples.dimensions[place])
            let trace = try Trace(
                samples.times.indices.map {
                    Trace.Sample(time: start + .nanoseconds(samples.times[$0]), value: samples.values[$0][place])
                })
            return (identity, trace)
        }
        let present = try folder.traces(of: options.person)
        if let (identity, _) = traces.first(where: { present.contains($0.0) }) {
            throw LabelError.exists(path: "\(session)/labels/\(identity).csv")
        }
        return try traces.map { identity, trace in
            try folder.save(trace, as: identity, replacing: false)
            return (identity, trace.samples.count { $0.value != nil })
        }
    }

    private static func read(_ path: String, _ options: Options) throws -> ImportedSamples {
        let bytes = try LabelFile.readBytes(path)
        guard let format = options.format ?? format(of: bytes, path) else {
            throw ExchangeError.unknownFormat(path: path)
        }
        if format == .xdf { return try XDFFile.samples(bytes, path: path) }
        if format == .mcap { return try MCAPFile.samples(bytes, path: path) }
        let text = String(decoding: bytes, as: UTF8.self)
        let dimension = options.dimensions.first
        switch format {
        case .carma: return try TracerFile.carma(text, dimension: dimension ?? .arousal, path: path)
        case .darma:
            let pair = options.dimensions.count == 2 ? options.dimensions : [.valence, .arousal]
            return try TracerFile.darma(text, dimensions: pair, path: path)
        case .pagan:
            return try TracerFile.pagan(
                text, dimension: dimension ?? .arousal, participant: options.participant, range: options.range,
                path: path)
        case .avec: return samples(try AVECFile.columns(text, path: path))
        case .nova: return try NOVAFile.samples(header: text, text: LabelFile.read(path + "~"), path: path)
        case .elan: return try ELANFile.samples(text, path: path)
        case .openface, .csv, .xdf, .mcap: return try TableFile.samples(text, path: path)
        }
    }

    private static func samples(_ columns: [ExchangeSeries.Column]) -> ImportedSamples {
        var samples = ImportedSamples(dimensions: columns.map(\.dimension))
        for index in 0..<(columns.first?.values.count ?? 0) {
            samples.append(Int64(index) * ExchangeSeries.period.wholeNanoseconds, columns.map { $0.values[index] })
        }
        return samples
    }

    private static func format(of bytes: [UInt8], _ path: String) -> Format? {
        if bytes.starts(with: Array("XDF:".utf8)) { return .xdf }
        if bytes.starts(with: MCAPWriter.magic) { return .mcap }
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if text.contains("<ANNOTATION_DOCUMENT") { return .elan }
        if text.contains("<annotation ssi-v") { return .nova }
        if text.contains("%%%%%%") { return text.contains("Magnitude") ? .darma : .carma }
        if text.hasPrefix("OriginalName,") { return .pagan }
        if text.hasPrefix("'") || text.hasPrefix("name;timestamp;") { return .avec }
        if text.hasPrefix("t_capture_ns,") { return .csv }
        return text.hasPrefix("frame,") || text.hasPrefix("frame, ") ? .openface : nil
    }
}
