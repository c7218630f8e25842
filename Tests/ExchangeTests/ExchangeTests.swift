import Foundation
import Labels
import StreamTypes
import TestKit
import Testing

@testable import Exchange

@Suite struct ExchangeTests {
    let sample: SampleExchange

    init() throws { sample = try SampleExchange() }

    private func close(_ a: [Double?], _ b: [Double?], _ tolerance: Double = 1e-6) -> Bool {
        a.count == b.count
            && zip(a, b).allSatisfy { a, b in
                guard let a, let b else { return a == nil && b == nil }
                return abs(a - b) <= tolerance
            }
    }

    /// The file, or the pair of NOVA's, that is to be imported again.
    private func files(_ format: ExchangeFormat, _ name: String) -> [String] {
        format == .nova ? ["arousal", "valence"].map { "\(name).\($0).annotation" } : [name]
    }

    @Test(arguments: ExchangeFormat.allCases) func exportedLabels_areImportedAsTheyWere(format: ExchangeFormat) throws {
        let written = try SessionExport(session: sample.session).write(
            .labels, as: format, to: sample.path("Train_01"))
        #expect(written.count == (format == .nova ? 4 : 1))
        var options = LabelImport.Options(rater: try LabelName("copy"))
        options.person = sample.person
        var rated = 0
        for file in files(format, sample.path("Train_01")) {
            rated += try LabelImport.run(file, into: sample.session, options: options).map(\.rated).reduce(0, +)
        }
        #expect(rated == 190)
        let copy = try SessionSeries(session: sample.session).labels(
            of: sample.person, merging: .init(rater: options.rater))
        #expect(close(copy.values(.arousal) ?? [], SampleExchange.arousal))
        #expect(close(copy.values(.valence) ?? [], SampleExchange.valence))
        #expect(throws: LabelError.self) {
            try LabelImport.run(files(format, sample.path("Train_01"))[0], into: sample.session, options: options)
        }
        #expect(throws: LabelError.self) {
            try SessionExport(session: sample.session).write(.labels, as: format, to: sample.path("Train_01"))
        }
    }

    @Test(arguments: ExchangeFormat.allCases) func predictions_areWrittenInEachFormat(format: ExchangeFormat) throws {
        let files = try SessionExport(session: sample.session).write(
            .predictions, as: format, to: sample.path("predictions"))
        for file in files { #expect(try sample.data(URL(fileURLWithPath: file).lastPathComponent).count > 100) }
    }

    @Test func predictions_areThoseOfTheMessages() throws {
        var counts: [Int] = []
        let series = try SessionSeries(session: sample.session).predictions(of: sample.person) { counts.append($0) }
        let arousal: [Double?] = (0..<100).map { 10..<15 ~= $0 ? nil : sin(Double($0) / 9) / 4 }
        #expect(close(series.values(.arousal) ?? [], arousal, 0))
        #expect(series.origin == SampleExchange.origin && series.time(7) == SampleExchange.origin + .milliseconds(700))
        #expect(series.moments[10].state == "abstain" && series.moments[3].frame?.number == 9)
    }

    @Test func messagesOfOthers_areLeftOut() throws {
        try People([TrackID(1): LabelName("ben"), TrackID(2): sample.person]).save(in: sample.session)
        let session = try SessionSeries(session: sample.session)
        #expect(try session.predictions(of: sample.person).values(.arousal)?.contains { $0 != nil } == false)
        #expect(try session.predictions(of: LabelName("ben")).values(.arousal)?.compactMap(\.self).count == 95)
        #expect(throws: ExchangeError.severalPeople(session: sample.session, ["anna", "ben"])) {
            try session.person(nil)
        }
        #expect(throws: ExchangeError.nobody("zoe", session: sample.session)) { try session.person(LabelName("zoe")) }
    }

    @Test func personNobodyTraced_isSaid() throws {
        #expect(throws: ExchangeError.noTraces(session: sample.session, person: "ben")) {
            try SessionSeries(session: sample.session).labels(of: LabelName("ben"))
        }
    }

    @Test func sessionOfSeveralPeople_isScoredPersonByPerson() throws {
        let ben = try LabelName("ben")
        try People([TrackID(1): sample.person, TrackID(2): ben]).save(in: sample.session)
        let rated = try Trace([.init(time: SampleExchange.origin, value: 0.5)])
        try LabelFolder(session: sample.session).save(
            rated, as: TraceIdentity(person: ben, rater: sample.rater, dimension: .arousal))
        let evaluation = try Evaluation(labels: sample.session, predictions: sample.session)
        #expect(evaluation.recordings.map(\.name) == ["anna_01.anna", "anna_01.ben"])
        #expect(evaluation.recordings[0].scores[.arousal]?.agreement.count == 85)
        #expect(evaluation.recordings[1].scores[.arousal]?.coverage == 0)
    }

    @Test func sessionAgainstItself_isScored() throws {
        let evaluation = try Evaluation(labels: sample.session, predictions: sample.session)
        let arousal = try #require(evaluation.scores[.arousal])
        #expect(arousal.labelled == 90 && arousal.agreement.count == 85)
        #expect(arousal.coverage == 85.0 / 90)
        let valence = try #require(evaluation.scores[.valence])
        #expect(abs((valence.agreement.rmse ?? 0) - 0.1) < 1e-9 && abs((valence.agreement.pearson ?? 0) - 1) < 1e-9)
        #expect(evaluation.scores[.liking]?.agreement.ccc == nil && evaluation.scores[.liking]?.coverage == nil)
        #expect(EvaluationReport(evaluation).text.split(separator: "\n").count == 4)
        #expect(EvaluationPlot(evaluation).svg.contains("valence: CCC"))
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(EvaluationReport(evaluation)))
        let report = try #require(json as? [String: Any])
        #expect(Set(report.keys) == ["arousal", "valence", "liking", "recordings"])
    }

    @Test(arguments: ExchangeFormat.allCases) func damagedFile_isReadOrRefused(format: ExchangeFormat) throws {
        _ = try SessionExport(session: sample.session).write(.labels, as: format, to: sample.path("whole"))
        let file = files(format, sample.path("whole"))[0]
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        var random = SplitMix64(seed: 5)
        var (read, refused) = (0, 0)
        for round in 0..<20 {
            var bytes = whole
            if round.isMultiple(of: 2) {
                bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
            } else {
                for _ in 0..<20 {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            var options = LabelImport.Options(rater: try LabelName("r\(round)"))
            options.format = LabelImport.Format(rawValue: format.rawValue)
            do {
                _ = try LabelImport.run(file, into: sample.session, options: options)
                read += 1
            } catch {
                #expect(error is ExchangeError || error is LabelError, "\(error)")
                refused += 1
            }
        }
        #expect(read + refused == 20)
    }

    @Test func fileOfUnknownFormat_isRefused() throws {
        let path = sample.path("unknown")
        try Data("hello".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ExchangeError.unknownFormat(path: path)) {
            try LabelImport.run(path, into: sample.session, options: .init(rater: sample.rater))
        }
    }
}
