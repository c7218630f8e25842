import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Labels

@Suite struct AgreementTests {
    private func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
        a.map { abs($0 - b) < tolerance } ?? false
    }

    /// By hand: means 0 and 0.1, covariance 2/3 over three values.
    @Test func smallSeries_haveTheFiguresCountedByHand() {
        let agreement = Agreement(truth: [-1, 0, 1], prediction: [-0.9, 0.1, 1.1])
        #expect(agreement.count == 3)
        #expect(close(agreement.ccc, 2 * (2.0 / 3) / (1 + 1 + 0.01)))
        #expect(close(agreement.linCCC, 2 * (2.0 / 3) / (4.0 / 3 + 0.01)))
        #expect(close(agreement.pearson, 1))
        #expect(close(agreement.rmse, 0.1))
        #expect(close(agreement.signAgreement, 2.0 / 3))
    }

    @Test func constantOrShortSeries_haveNoCorrelation() {
        let constant = Agreement(truth: [0.5, 0.5], prediction: [0.5, 0.5])
        #expect(constant.ccc == nil && constant.linCCC == nil && constant.pearson == nil && constant.rmse == 0)
        let shifted = Agreement(truth: [0.5, 0.5], prediction: [0, 0])
        #expect(shifted.ccc == 0 && shifted.pearson == nil)
        let single = Agreement(truth: [1], prediction: [0.5])
        #expect(single.ccc == nil && single.rmse == 0.5)
        let none = Agreement(truth: [], prediction: [])
        #expect(none.count == 0 && none.rmse == nil && none.signAgreement == nil)
    }

    @Test func series_areComparedWhereBothHaveAValue() {
        let truth = TickSeries(firstTick: 0, values: [9, 0.1, nil, 0.3, 0.4])
        let prediction = TickSeries(firstTick: 1, values: [0.1, 0.2, 0.3, nil, 0.5])
        let agreement = Agreement(truth: truth, prediction: prediction)
        #expect(agreement.count == 2 && agreement.rmse == 0)
    }

    // MARK: Raters

    private func raters(_ series: [TickSeries]) throws -> [(rater: LabelName, series: TickSeries)] {
        try series.enumerated().map { (try LabelName("r\($0.offset)"), $0.element) }
    }

    private func wave(_ change: (Double, Double) -> Double?) -> TickSeries {
        TickSeries(
            firstTick: 0, values: (0..<300).map { change(sin(Double($0) / 20) / 2, sin(Double($0) / 3) / 2) })
    }

    @Test func oneRater_isTheGoldStandard() throws {
        let only = wave { wave, _ in wave }
        for method in GoldStandard.Method.allCases {
            let gold = GoldStandard(try raters([only]), method: method)
            #expect(gold.weights == [1])
            for (value, wanted) in zip(gold.series.values, only.values) { #expect(close(value, wanted ?? 9)) }
        }
    }

    @Test func matrix_isSymmetricWithOnesOnItsDiagonal() throws {
        let matrix = AgreementMatrix(
            try raters([
                wave { wave, _ in wave }, wave { wave, other in wave / 2 + other }, wave { wave, _ in wave + 0.3 },
            ]))
        for i in 0..<3 {
            #expect(matrix.ccc[i][i] == 1)
            for j in 0..<3 { #expect(matrix.ccc[i][j] == matrix.ccc[j][i]) }
        }
        #expect(close(matrix.pearson[0][2], 1, 1e-9))
        #expect((matrix.ccc[0][2] ?? 1) < 0.8)
    }

    /// What AVEC 2018's `GSCreation.py` computes, written down once more in its own terms.
    @Test func centredMean_isThatOfAVEC() throws {
        let traces = [
            wave { wave, _ in wave }, wave { wave, other in 0.8 * wave + 0.1 * other + 0.2 },
            wave { wave, _ in wave - 0.4 },
        ]
        let gold = GoldStandard(try raters(traces))
        let values = traces.map { $0.values.compactMap(\.self) }
        let means = values.map { $0.reduce(0, +) / 300 }
        let agreements = (0..<3).map { a in
            (0..<3).filter { $0 != a }.map { Agreement(truth: values[a], prediction: values[$0]).linCCC ?? 0 }
                .reduce(0, +) / 2
        }
        let weighted = zip(means, agreements).map(*).reduce(0, +) / agreements.reduce(0, +)
        let grand = means.reduce(0, +) / 3
        for tick in 0..<300 {
            let mean = values.map { $0[tick] }.reduce(0, +) / 3
            #expect(close(gold.series.values[tick], mean - grand + weighted), "tick \(tick)")
        }
        #expect(close(gold.weights.reduce(0, +), 1))
    }

    @Test func raterWhoContradicts_countsNothingForTheEvaluatorWeightedEstimator() throws {
        let truth = wave { wave, _ in wave }
        let gold = GoldStandard(
            try raters([truth, wave { wave, other in wave + other / 10 }, wave { wave, _ in -wave }]),
            method: .evaluatorWeighted)
        #expect(gold.weights[2] == 0)
        #expect((Agreement(truth: truth, prediction: gold.series).ccc ?? 0) > 0.95)
    }

    @Test func tickThatFewRated_hasNoValue_andALateRaterShiftsNothing() throws {
        var late = wave { wave, _ in wave + 0.3 }
        for tick in 0..<100 { late.values[tick] = nil }
        let traces = try raters([wave { wave, _ in wave }, wave { wave, _ in wave }, late])
        #expect(GoldStandard(traces, minimumRaters: 3).series.ratedCount == 200)
        let gold = GoldStandard(traces)
        #expect(gold.series.ratedCount == 300)
        let steps = zip(gold.series.values, gold.series.values.dropFirst()).map { abs(($0 ?? 0) - ($1 ?? 0)) }
        #expect((steps.max() ?? 1) < 0.05)
    }

    @Test(arguments: [0, 7, 23, 60]) func lag_isFound(lag: Int) throws {
        var random = SplitMix64(seed: 42)
        var (value, values) = (0.0, [Double?]())
        for _ in 0..<600 {
            value = 0.95 * value + Double.random(in: -0.1...0.1, using: &random)
            values.append(value)
        }
        let reference = TickSeries(firstTick: 100, values: values)
        let rater = TickSeries(firstTick: 100 + Int64(lag), values: values.map { $0.map { $0 * 0.5 + 0.1 } })
        let found = try #require(ReactionLag.estimate(of: rater, against: reference))
        #expect(found.ticks == lag && found.duration == .milliseconds(100 * lag))
        #expect(found.correlation > 0.999)
    }

    @Test func ratersWithoutOverlapOrChange_haveNoLag() {
        let flat = TickSeries(firstTick: 0, values: [Double?](repeating: 0.2, count: 300))
        #expect(ReactionLag.estimate(of: flat, against: flat) == nil)
        #expect(
            ReactionLag.estimate(of: wave { wave, _ in wave }, against: TickSeries(firstTick: 900, values: [0])) == nil)
    }
}
