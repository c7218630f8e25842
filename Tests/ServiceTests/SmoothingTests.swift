import Feed
import StreamTypes
import Testing

@testable import Service

@Suite struct SmoothingTests {
    private func smooth(_ values: [Float?], _ timeConstant: Duration) -> [Float?] {
        var smoothing = Smoothing(timeConstant: timeConstant)
        return values.map { smoothing.smooth(Estimate(arousal: $0, valence: $0)).arousal }
    }

    @Test func step_isFollowedToSixtyThreePercentWithinTheTimeConstant() throws {
        let values = smooth([0] + [Float](repeating: 1, count: 20), .seconds(1))
        #expect(values[0] == 0)
        #expect(abs(try #require(values[10]) - 0.632_12) < 1e-4)
        #expect(abs(try #require(values[20]) - 0.864_66) < 1e-4)
    }

    @Test func firstValue_isTakenAsItIs() { #expect(smooth([0.75], .seconds(5)) == [0.75]) }

    @Test func missingValue_staysMissingAndEmptiesTheFilter() {
        #expect(smooth([1, nil, -1], .seconds(5)) == [1, nil, -1])
    }

    @Test func stream_givesSmoothedValuesBesideTheNetworks() throws {
        let steps = stride(from: 0, to: 3000, by: 100).map { ScriptedSource.Step.frame(at: Int64($0)) }
        let plain = try PipelineRun()(steps)
        let smoothed = try PipelineRun()(steps, smoothing: .seconds(1))
        #expect(smoothed.map(\.raw) == plain.map(\.raw))
        #expect(plain.map(\.raw) == plain.map(\.estimate))
        var reference = Smoothing(timeConstant: .seconds(1))
        let expected = plain.map { message in reference.smooth(message.estimate) }
        #expect(smoothed.map(\.estimate) == expected)
        #expect(smoothed.last?.estimate != plain.last?.estimate)
    }
}
