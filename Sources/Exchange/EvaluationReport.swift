import Labels

/// What `affect evaluate` prints: `arousal`, `valence`, `liking` and the same for each of `recordings`. A figure that does not
/// exist is null.
public struct EvaluationReport: Encodable, Sendable {
    private let evaluation: Evaluation

    public init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    private struct Figures: Encodable {
        var score: Evaluation.Score

        enum CodingKeys: String, CodingKey {
            case ccc, pearson, rmse, coverage, labelled, predicted
            case zeroFilledCCC = "ccc_zero_filled"
            case signAgreement = "sign_agreement"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(score.agreement.ccc, forKey: .ccc)
            try container.encode(score.zeroFilled.ccc, forKey: .zeroFilledCCC)
            try container.encode(score.agreement.pearson, forKey: .pearson)
            try container.encode(score.agreement.rmse, forKey: .rmse)
            try container.encode(score.agreement.signAgreement, forKey: .signAgreement)
            try container.encode(score.coverage, forKey: .coverage)
            try container.encode(score.labelled, forKey: .labelled)
            try container.encode(score.agreement.count, forKey: .predicted)
        }
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try Self.encode(evaluation.scores, into: &container)
        var recordings = container.nestedContainer(keyedBy: Key.self, forKey: Key("recordings"))
        for recording in evaluation.recordings {
            var figures = recordings.nestedContainer(keyedBy: Key.self, forKey: Key(recording.name))
            try Self.encode(recording.scores, into: &figures)
        }
    }

    private static func encode(
        _ scores: [LabelName: Evaluation.Score], into container: inout KeyedEncodingContainer<Key>
    ) throws {
        for (dimension, score) in scores {
            try container.encode(Figures(score: score), forKey: Key(dimension.text))
        }
    }

    // MARK: For people

    /// A table: all recordings first, then each of them.
    public var text: String {
        var text = Self.line("", ["CCC", "zero-filled", "Pearson", "RMSE", "sign", "coverage"])
        let dimensions = evaluation.scores.keys.sorted()
        for dimension in dimensions { text += line(dimension.text, evaluation.scores[dimension]) }
        guard evaluation.recordings.count > 1 else { return text }
        for recording in evaluation.recordings {
            for dimension in dimensions where (recording.scores[dimension]?.labelled ?? 0) > 0 {
                text += line("\(recording.name) \(dimension)", recording.scores[dimension])
            }
        }
        return text
    }

    private func line(_ name: String, _ score: Evaluation.Score?) -> String {
        let agreement = score?.agreement
        let figures = [
            agreement?.ccc, score?.zeroFilled.ccc, agreement?.pearson, agreement?.rmse, agreement?.signAgreement,
        ]
        let coverage = score?.coverage.map { "\(Int(($0 * 1000).rounded()) / 10).\(Int(($0 * 1000).rounded()) % 10) %" }
        return Self.line(
            name, figures.map { String(DecimalText.sixDecimals($0).prefix($0 ?? 0 < 0 ? 6 : 5)) } + [coverage ?? "nan"])
    }

    private static func line(_ name: String, _ columns: [String]) -> String {
        func space(_ count: Int) -> String { String(repeating: " ", count: max(1, count)) }
        return name + space(32 - name.count) + columns.map { space(12 - $0.count) + $0 }.joined() + "\n"
    }
}
