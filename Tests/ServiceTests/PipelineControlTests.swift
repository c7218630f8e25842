import Feed
import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Service

@Suite struct PipelineControlTests {
    let run: PipelineRun

    init() throws { run = try PipelineRun() }

    private func frames(_ times: some Sequence<Int64>) -> [ScriptedSource.Step] { times.map { .frame(at: $0) } }

    @Test func pause_givesNullsFromItsTickOn_andResumeACleanState() throws {
        let inbox = ScriptedInbox([(10, .pause), (20, .resume)])
        let messages = try run(frames(stride(from: 0, to: 4000, by: 50).map { Int64($0) }), control: inbox)
        let primary = messages.filter(\.isPrimary)
        #expect(primary.map(\.tick) == Array(0..<40))
        let paused = try #require(inbox.answers.first).position
        let resumed = try #require(inbox.answers.last).position
        #expect(paused.state == .paused)
        #expect(resumed.state == .running)
        #expect((10...11).contains(paused.tick))
        for message in primary {
            let isPaused = (paused.tick..<resumed.tick).contains(message.tick)
            #expect((message.state == .paused) == isPaused, "tick \(message.tick)")
            if isPaused { #expect(!message.isValid && message.frame == nil && message.track == .none) }
        }
        #expect(messages.filter { $0.state == .lost && $0.track != .none }.map(\.tick) == [paused.tick])
        let after = try #require(primary.first { $0.tick > resumed.tick && $0.isValid })
        #expect(after.state == .warming)
        #expect(after.track != primary[0].track)
        #expect(run.published.topics("notify.stream.paused.").map { $0["tick"] as? Int64 } == [paused.tick])
        #expect(run.published.topics("notify.stream.resumed.").map { $0["tick"] as? Int64 } == [resumed.tick])
    }

    @Test func pauseTwice_isAnsweredTwiceAndToldOnce() throws {
        let inbox = ScriptedInbox([(3, .pause), (5, .pause)])
        _ = try run(frames(stride(from: 0, to: 1000, by: 100).map { Int64($0) }), control: inbox)
        #expect(inbox.answers.map(\.position.state) == [.paused, .paused])
        #expect(run.published.topics("notify.").count == 1)
    }

    @Test func pausedStream_withoutFrames_goesOnTicking() throws {
        let inbox = ScriptedInbox([(2, .pause)])
        let steps: [ScriptedSource.Step] = frames([0, 100, 200]) + [.offline(at: 450), .online(at: 900)]
        let messages = try run(steps + frames([1000]), control: inbox).filter(\.isPrimary)
        #expect(messages.map(\.tick) == Array(0...10))
        #expect(messages.dropFirst(3).allSatisfy { $0.state == .paused && $0.reasons == [] })
    }

    @Test func annotation_isPublishedWithItsMoment() throws {
        let annotation = ControlCommand.Annotation(
            label: "smile", text: "wide", time: MonotonicTime(nanoseconds: 234_000_000), duration: nil)
        let inbox = ScriptedInbox([(3, .annotate(annotation))])
        _ = try run(frames(stride(from: 0, to: 1000, by: 100).map { Int64($0) }), control: inbox)
        let published = try #require(run.published.topics("annotation.").first)
        #expect(published["t_ns"] as? Int == 234_000_000)
        #expect(published["tick"] as? Int == 2)
        #expect(published["label"] as? String == "smile")
    }

    @Test func status_isTheStatusMessage() throws {
        let inbox = ScriptedInbox([(3, .status)])
        _ = try run(frames(stride(from: 0, to: 1000, by: 100).map { Int64($0) }), control: inbox)
        guard case .status(let bytes)? = inbox.answers.first?.outcome else {
            Issue.record("no status")
            return
        }
        let status = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(status["topic"] as? String == "status.cam0.")
        #expect(status["frames_captured"] as? Int ?? 0 >= 3)
    }

    @Test(arguments: [ControlCommand.recordStart(.init(name: "a")), .recordStop, .calibrate])
    func commandOfAnotherProgram_isUnsupported(command: ControlCommand) throws {
        let inbox = ScriptedInbox([(3, command)])
        _ = try run(frames(stride(from: 0, to: 1000, by: 100).map { Int64($0) }), control: inbox)
        guard case .refused(let refusal)? = inbox.answers.first?.outcome else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == "unsupported")
    }

    /// Ten seconds of frames; from tick 4 on a tick lasts until the file was read on its thread, at most 0.5 s.
    private func runUntilAnswered(_ inbox: ScriptedInbox) throws -> [AffectMessage] {
        try run(frames(stride(from: 0, to: 10_000, by: 100).map { Int64($0) }), control: inbox) { message in
            guard (5..<40).contains(message.tick), inbox.answers.isEmpty else { return }
            usleep(500_000)
        }
    }

    @Test func reload_changesTheModelAtOneTickAndMissesNone() throws {
        let inbox = ScriptedInbox([(3, .reload(model: "affect-base"))])
        let messages = try runUntilAnswered(inbox)
        guard case .model(let identifier)? = inbox.answers.first?.outcome else {
            Issue.record("not reloaded")
            return
        }
        let tick = try #require(inbox.answers.first).position.tick
        #expect(messages.map(\.tick) == Array(0..<Int64(messages.count)))
        #expect(messages.allSatisfy { $0.isValid })
        #expect(Set(messages.map(\.track)).count == 1)
        #expect(messages.first { $0.tick == tick }?.state == .warming)
        #expect(messages.last?.state == .tracking)
        let changed = run.published.topics("notify.model.changed.")
        #expect(changed.map { $0["tick"] as? Int64 } == [tick])
        #expect(changed.first?["model"] as? String == identifier)
        #expect(changed.first?["name"] as? String == "affect-base")
    }

    @Test func missingModel_isRefusedAndTheOldOneGoesOn() throws {
        let inbox = ScriptedInbox([(3, .reload(model: "nothing-of-this-name"))])
        let messages = try runUntilAnswered(inbox)
        guard case .refused(let refusal)? = inbox.answers.first?.outcome else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == "bad_model")
        #expect(refusal.description.contains("nothing-of-this-name.safetensors"))
        #expect(messages.allSatisfy { $0.isValid })
        #expect(run.published.topics("notify.model.refused.").count == 1)
    }
}
