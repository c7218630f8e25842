public import Labels
import Sessions

/// How well predictions agree with labels, as AVEC scores it: the CCC over the concatenation of all recordings.
public struct Evaluation: Sendable {
    /// What one recording, or all together, come to for one dimension.
    public struct Score: Sendable {
        /// Over the ticks that have a label and a prediction.
        public var agreement: Agreement
        /// Over all ticks that have a label, with 0 for a prediction that is missing: what AVEC's scorer would say.
        public var zeroFilled: Agreement
        public var labelled: Int

        /// Share of the labelled ticks that have a prediction; nil where nothing is labelled.
        public var coverage: Double? { labelled == 0 ? nil : Double(agreement.count) / Double(labelled) }
    }

    public struct Recording: Sendable {
        public var name: String
        public var truth: [ExchangeSeries.Column]
        public var prediction: [ExchangeSeries.Column]
        public var scores: [LabelName: Score]
    }

    public let recordings: [Recording]
    /// Over all recordings. Always has arousal, valence and liking.
    public let scores: [LabelName: Score]

    /// - Parameters: folders of `NAME.csv` files as AVEC has them, or sessions.
    /// - Throws: one sentence; a recording with labels needs predictions.
    public init(labels: String, predictions: String) throws {
        let truth = try Self.read(labels, .labels)
        let predicted = try Self.read(predictions, .predictions)
        if truth.isEmpty { throw ExchangeError.noRecordings(folder: labels) }
        let isPair = SessionSeries.isSession(labels) && SessionSeries.isSession(predictions)
        var recordings: [Recording] = []
        for (name, columns) in truth.sorted(by: { $0.key < $1.key }) {
            guard let prediction = predicted[name] ?? (isPair ? predicted.values.first : nil) else {
                throw ExchangeError.noPrediction(recording: name, folder: predictions)
            }
            recordings.append(Recording(name: name, truth: columns, prediction: prediction, scores: [:]))
        }
        let named = recordings.flatMap { $0.truth.map(\.dimension) }
        let dimensions = Set(named).union([.arousal, .valence, .liking])
        for index in recordings.indices {
            for dimension in dimensions {
                recordings[index].scores[dimension] = Self.score([recordings[index]], dimension)
            }
        }
        self.recordings = recordings
        scores = Dictionary(uniqueKeysWithValues: dimensions.map { ($0, Self.score(recordings, $0)) })
    }

    private static func read(
        _ path: String, _ subject: SessionExport.Subject
    ) throws -> [String: [ExchangeSeries.Column]] {
        if SessionSeries.isSession(path) {
            return try read(SessionSeries(session: path), subject)
        }
        guard let names = try LabelFile.names(in: path) else { throw ExchangeError.noRecordings(folder: path) }
        var recordings = try read(path, names, nil)
        // AVEC 2018 takes a folder for each dimension.
        for dimension in [LabelName.arousal, .valence, .liking] where names.contains(dimension.text) {
            let folder = "\(path)/\(dimension)"
            let single = try read(folder, LabelFile.names(in: folder) ?? [], dimension)
            recordings.merge(single) { $0 + $1 }
        }
        return recordings
    }

    /// A recording for each person; of several people those who were labelled.
    private static func read(
        _ session: SessionSeries, _ subject: SessionExport.Subject
    ) throws -> [String: [ExchangeSeries.Column]] {
        let people = try session.everybody()
        let isAlone = people.count == 1
        let folder = try LabelFolder(session: session.session)
        let labelled = isAlone ? people : try people.filter { try !folder.traces(of: $0).isEmpty }
        var recordings: [String: [ExchangeSeries.Column]] = [:]
        for person in labelled {
            let series = try subject == .labels ? session.labels(of: person) : session.predictions(of: person)
            recordings[isAlone ? series.name : "\(series.name).\(person)"] = series.columns
        }
        return recordings
    }

    private static func read(
        _ folder: String, _ names: [String], _ dimension: LabelName?
    ) throws -> [String: [ExchangeSeries.Column]] {
        var recordings: [String: [ExchangeSeries.Column]] = [:]
        for name in names where name.hasSuffix(".csv") {
            let file = "\(folder)/\(name)"
            recordings[String(name.dropLast(4))] = try AVECFile.columns(
                LabelFile.read(file), dimension: dimension, path: file)
        }
        return recordings
    }

    private static func score(_ recordings: [Recording], _ dimension: LabelName) -> Score {
        var (truth, prediction) = ([Double](), [Double]())
        var (allTruth, zeroFilled) = ([Double](), [Double]())
        for recording in recordings {
            let labels = recording.truth.first { $0.dimension == dimension }?.values ?? []
            let predicted = recording.prediction.first { $0.dimension == dimension }?.values ?? []
            for (index, label) in labels.enumerated() {
                guard let label else { continue }
                let value = predicted.indices.contains(index) ? predicted[index] : nil
                allTruth.append(label)
                zeroFilled.append(value ?? 0)
                guard let value else { continue }
                truth.append(label)
                prediction.append(value)
            }
        }
        return Score(
            agreement: Agreement(truth: truth, prediction: prediction),
            zeroFilled: Agreement(truth: allTruth, prediction: zeroFilled), labelled: allTruth.count)
    }
}

extension SessionSeries {
    static func isSession(_ path: String) -> Bool { SessionReader.isSession(path) }
}
