import Foundation
import Labels
import Sessions
import StreamTypes
import TestKit
import Testing

@testable import Dashboard

@Suite struct LabelDeskTests {
    private let folder: TemporaryDirectory
    private let path: String
    private let clock = ManualClock()

    init() throws {
        folder = try TemporaryDirectory()
        path = try SampleSession.make(in: folder, pictures: 50)
    }

    private func request(
        _ window: String = "w1", rater: String = "eva", person: String = "person", more: String = ""
    ) throws -> LabelRequest {
        try #require(
            LabelRequest(Data(#"{"window":"\#(window)","person":"\#(person)","rater":"\#(rater)"\#(more)}"#.utf8)))
    }

    private func stretch(_ numbers: Range<Int>, _ value: String, dimension: String = "valence") -> String {
        let times = numbers.map { "\"\(SampleSession.time($0))\"" }.joined(separator: ",")
        let values = numbers.map { _ in value }.joined(separator: ",")
        return #","trace":{"dimension":"\#(dimension)","times":[\#(times)],"values":[\#(values)]}"#
    }

    private func trace(_ dimension: LabelName = .valence) throws -> Trace {
        try LabelFolder(session: path).trace(
            TraceIdentity(person: .person, rater: LabelName("eva"), dimension: dimension))
    }

    @Test func stretches_areSavedAtOnceAndReplaceWhatTheyCover() throws {
        let desk = LabelDesk(clock: clock)
        #expect(try desk.open(request(), session: path).traces.isEmpty)
        try desk.save(request(more: stretch(0..<20, "0.5")), session: path)
        #expect(try trace().samples.count == 20)
        try desk.save(request(more: stretch(5..<10, "null")), session: path)
        try desk.save(request(more: stretch(0..<3, "-1", dimension: "arousal")), session: path)
        let values = try trace().samples.map(\.value)
        #expect(values == (0..<20).map { (5..<10).contains($0) ? nil : 0.5 })
        #expect(try trace(.arousal).samples.map(\.value) == [-1, -1, -1])
        let state = try LabelDesk(clock: clock).stateAfterClosing(desk, request(), session: path)
        #expect(state.traces["valence"]?.times.count == 20)
    }

    @Test func secondWindowOfARater_isRefusedUntilTheFirstLetsGo() throws {
        let desk = LabelDesk(clock: clock)
        _ = try desk.open(request("w1"), session: path)
        #expect(throws: LabelError.self) { try desk.open(request("w2"), session: path) }
        _ = try desk.open(request("w3", rater: "otto"), session: path)
        desk.close(window: "w1")
        _ = try desk.open(request("w2"), session: path)
        #expect(throws: LabelError.self) { try desk.save(request("w1", more: stretch(0..<2, "1")), session: path) }
    }

    @Test func windowThatIsSilent_losesItsPlaceAndTakesItAgain() throws {
        let desk = LabelDesk(clock: clock)
        _ = try desk.open(request("w1"), session: path)
        clock.advance(by: LabelDesk.patience)
        try desk.save(request("w1", more: stretch(0..<2, "1")), session: path)
        clock.advance(by: LabelDesk.patience)
        _ = try desk.open(request("w2"), session: path)
        #expect(throws: LabelError.self) { try desk.save(request("w1", more: stretch(2..<4, "1")), session: path) }
        #expect(try trace().samples.count == 2)
    }

    @Test func eventsExclusionsAndLags_areSaved() throws {
        let desk = LabelDesk(clock: clock)
        let more = """
            ,"events":[{"t_ns":"9007199254740993","label":"smile","text":"a, \\"b\\""}],\
            "exclusions":[{"start_ns":"5","end_ns":"9"}],"lags":{"valence":2500}
            """
        try desk.save(request(more: more), session: path)
        let folder = try LabelFolder(session: path)
        let eva = try LabelName("eva")
        let event = try #require(try folder.events(of: .person, by: eva).first)
        #expect(event.time.nanoseconds == 9_007_199_254_740_993)
        #expect(event.text == "a, \"b\"")
        #expect(try folder.exclusions(of: .person, by: eva).map(\.end.nanoseconds) == [9])
        #expect(try folder.lags(of: .person, by: eva) == [.valence: .milliseconds(2500)])
    }

    @Test(arguments: [
        #","trace":{"dimension":"valence","times":["5","5"],"values":[0,0]}"#,
        #","trace":{"dimension":"valence","times":["6","5"],"values":[0,0]}"#,
        #","trace":{"dimension":"valence","times":["5"],"values":[1.01]}"#,
        #","trace":{"dimension":"valence","times":["5","6"],"values":[0]}"#,
        #","trace":{"dimension":"valence","times":["x"],"values":[0]}"#,
        #","trace":{"dimension":"events","times":["5"],"values":[0]}"#,
        #","trace":{"dimension":"../x","times":["5"],"values":[0]}"#,
        #","events":[{"t_ns":"5","label":"no name"}]"#,
        #","exclusions":[{"start_ns":"9","end_ns":"5"}]"#,
    ])
    func malformedStretch_changesNothing(more: String) throws {
        let desk = LabelDesk(clock: clock)
        try desk.save(request(more: stretch(0..<5, "0.25")), session: path)
        #expect(throws: (any Error).self) { try desk.save(request(more: more), session: path) }
        #expect(try trace().samples.map(\.value) == [0.25, 0.25, 0.25, 0.25, 0.25])
    }

    @Test(arguments: ["gold", "", "../eva", "e va"])
    func nameThatIsNone_isRefused(rater: String) throws {
        let desk = LabelDesk(clock: clock)
        #expect(throws: (any Error).self) { try desk.open(request(rater: rater), session: path) }
        #expect(throws: (any Error).self) {
            try desk.open(request(person: rater == "gold" ? "a.b" : rater), session: path)
        }
    }

    @Test func comparison_putsRatersGoldAndModelOnOneGrid() throws {
        let desk = LabelDesk(clock: clock)
        for (rater, value) in [("eva", "0.25"), ("otto", "0.75")] {
            try desk.save(request(rater, rater: rater, more: stretch(0..<50, value)), session: path)
        }
        let comparison = try Comparison(
            path, Predictions(SessionIndex(path: path)), person: .person, dimension: .valence)
        #expect(comparison.names == ["eva", "otto", "model"])
        #expect(comparison.firstTick == Int64(SampleSession.firstTick))
        let length = comparison.prediction.values.count
        #expect(comparison.raters.allSatisfy { $0.values.count == length })
        #expect(comparison.gold?.values.count == length)
        #expect(comparison.gold?.values.compactMap(\.self).allSatisfy { abs($0 - 0.5) < 1e-9 } == true)
    }
}

extension LabelDesk {
    /// What a window of this desk finds once one of another program has let go.
    fileprivate func stateAfterClosing(
        _ other: LabelDesk, _ request: LabelRequest, session: String
    ) throws -> LabelState {
        other.close(window: request.window)
        return try open(request, session: session)
    }
}
