import StreamTypes
import Testing

@testable import Labels

@Suite struct TraceTests {
    private func trace(_ samples: [(Int64, Double?)]) throws -> Trace {
        try Trace(samples.map { .init(time: MonotonicTime(nanoseconds: $0.0 * 1_000_000), value: $0.1) })
    }

    @Test func stretchDrawnAnew_replacesWhatWasThere() throws {
        var drawn = try trace([(0, 0), (100, 0.1), (200, 0.2), (300, 0.3), (400, 0.4)])
        try drawn.replace(with: trace([(150, -1), (300, -0.5)]).samples)
        #expect(drawn == (try trace([(0, 0), (100, 0.1), (150, -1), (300, -0.5), (400, 0.4)])))
        try drawn.replace(with: [])
        try drawn.replace(with: trace([(500, 1)]).samples)
        #expect(drawn.samples.count == 6)
    }

    @Test func samplesOutOfOrderOrRange_areRefused() throws {
        #expect(throws: LabelError.notInOrder(nanoseconds: 0)) { try trace([(1, 0), (0, 0)]) }
        #expect(throws: LabelError.outOfRange(1.5)) { try trace([(1, 1.5)]) }
        #expect(throws: LabelError.self) { try trace([(1, .nan)]) }
        var kept = try trace([(1, 0)])
        #expect(throws: LabelError.self) {
            try kept.replace(with: [.init(time: .zero, value: 2)])
        }
        #expect(kept == (try trace([(1, 0)])))
    }

    @Test func ticks_areReadBetweenTheSamplesAroundThem() throws {
        let series = TickSeries(try trace([(30, 0.3), (130, 0.13), (370, 0.37), (460, nil), (900, 0.5), (1000, 0.6)]))
        #expect(series.firstTick == 0)
        let expected: [Double?] = [0.3, 0.181, 0.2, 0.3, 0.37, nil, nil, nil, nil, 0.5, 0.6]
        #expect(series.values.count == expected.count)
        for (tick, (value, wanted)) in zip(series.values, expected).enumerated() {
            #expect(abs((value ?? 9) - (wanted ?? 9)) < 1e-12, "tick \(tick)")
        }
    }

    @Test func longGap_isUnrated() throws {
        let series = TickSeries(try trace([(0, 0), (1200, 0.5)]), ticks: -2..<15)
        #expect(series.values.map { $0 != nil } == (-2..<15).map { $0 == 0 || $0 == 12 })
        let bridged = TickSeries(try trace([(0, 0), (1200, 0.5)]), maximumGap: .seconds(2))
        #expect(bridged.ratedCount == 13)
    }

    @Test func traceATick_comesBackAsItWas() throws {
        let series = TickSeries(firstTick: -3, values: [0.1, nil, nil, -0.4, 1, 0])
        #expect(TickSeries(try series.trace()) == series)
    }

    @Test func exclusions_areTakenOut() throws {
        let series = TickSeries(firstTick: 10, values: [0, 0, 0, 0])
        let exclusion = Exclusion(start: TickSeries.time(of: 11), end: TickSeries.time(of: 13))
        #expect(series.excluding([exclusion]).values == [0, nil, nil, 0])
        #expect(series.earlier(byTicks: 4).ticks == 6..<10)
        #expect(series[9] == nil && series[13] == 0)
    }
}
