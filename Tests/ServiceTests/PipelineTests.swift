import Capture
import Faces
import Feed
import Foundation
import Inference
import StreamTypes
import TestKit
import Testing

@testable import Service

@Suite struct PipelineTests {
    let run: PipelineRun
    var clock: ManualClock { run.clock }

    init() throws { run = try PipelineRun() }

    private func frames(_ times: some Sequence<Int64>) -> [ScriptedSource.Step] { times.map { .frame(at: $0) } }

    @Test func thirtyFramesASecond_giveTenMessagesASecond() throws {
        let messages = try run(frames((0..<60).map { Int64($0) * 100 / 3 }))
        #expect(messages.map(\.tick) == Array(0..<20))
        #expect(
            messages.allSatisfy { $0.isValid && $0.state == .warming && $0.reasons.subtracting(.justAcquired) == [] })
        #expect(Set(messages.map(\.track)).count == 1)
    }

    @Test(arguments: [15.0, 25, 60]) func otherRates_giveTenMessagesASecond(rate: Double) throws {
        let messages = try run(frames((0..<Int(2 * rate)).map { Int64(Double($0) * 1000 / rate) }))
        #expect(messages.map(\.tick) == Array(0..<20))
        #expect(messages.allSatisfy { $0.isValid && $0.frame != nil })
    }

    @Test func wanderingRate_givesTenMessagesASecond() throws {
        var at: Int64 = 5
        let times = (0..<80).map { index -> Int64 in
            defer { at += [16, 33, 48, 66, 83, 21][index % 6] }
            return at
        }
        let messages = try run(frames(times))
        #expect(messages.map(\.tick) == Array(0...Int64(times[79] / 100)))
        #expect(messages.allSatisfy { $0.isValid && $0.frame != nil })
    }

    @Test func sevenAndAHalfFramesASecond_holdSomeTicks() throws {
        let messages = try run(frames((0..<30).map { Int64(Double($0) * 1000 / 7.5) }))
        #expect(messages.map(\.tick) == Array(0..<39))
        #expect(messages.filter { $0.state == .hold }.count == 9)
        #expect(messages.filter { $0.state == .hold && $0.tick > 10 }.allSatisfy { $0.reasons == .lowFrameRate })
    }

    @Test func fiveFramesASecond_holdTheTicksBetween() throws {
        let messages = try run(frames(stride(from: 0, to: 4000, by: 200).map { Int64($0) }))
        #expect(messages.map(\.tick) == Array(0..<39))
        let held = messages.filter { $0.tick % 2 == 1 }
        #expect(held.allSatisfy { $0.state == .hold && $0.isValid && $0.frame == nil })
        #expect(held.dropFirst(5).allSatisfy { $0.reasons == .lowFrameRate })
    }

    @Test func gapOfTwoTicks_isBridged() throws {
        let messages = try run(frames([0, 100, 200, 500, 600]))
        #expect(messages.map(\.state) == [.warming, .warming, .warming, .hold, .hold, .warming, .warming])
    }

    @Test func gapOfThreeTicks_abstainsAndStartsClean() throws {
        let whole = try run(frames(stride(from: 0, through: 2900, by: 100).map { Int64($0) }))
        #expect(whole.last?.state == .tracking)
        let gap = try run(
            frames(stride(from: 3000, through: 5500, by: 100).map { Int64($0) } + [5900, 6000]))
        #expect(gap.suffix(5).map(\.state) == [.hold, .hold, .abstain, .warming, .warming])
        #expect(gap.suffix(5).map(\.isValid) == [true, true, false, true, true])
    }

    @Test func damagedFrame_leavesItsTickToTheNext() throws {
        let messages = try run([.frame(at: 0), .frame(at: 100, damaged: true), .frame(at: 133), .frame(at: 200)])
        #expect(messages.map(\.tick) == [0, 1, 2])
        #expect(messages[1].frame?.number == 2)
        #expect(messages[1].state == .warming)
    }

    @Test func silentCamera_goesWithoutByTheClock() throws {
        let messages = try run([.frame(at: 0), .frame(at: 100), .frame(at: 1000)])
        #expect(messages.map(\.tick) == Array(0...10))
        #expect(messages[2...9].map(\.state) == [.hold, .hold] + [FaceState](repeating: .abstain, count: 6))
        #expect(messages[2].publishTime == .zero + .milliseconds(360))
    }

    @Test func lostCamera_saysLostOnceThenOfflineEachTick() throws {
        let messages = try run([
            .frame(at: 0), .frame(at: 100), .offline(at: 150), .online(at: 900), .frame(at: 950), .frame(at: 1000),
        ])
        #expect(messages.filter { $0.state == .lost && $0.track != .none }.count == 1)
        let offline = messages.filter { $0.state == .offline }
        #expect(offline.map(\.tick) == Array(2..<8))
        #expect(offline.allSatisfy { $0.track == .none && !$0.isValid && $0.reasons == .noCamera })
        #expect(messages.suffix(2).allSatisfy { $0.state == .warming })
        #expect(messages.last?.track != messages.first?.track)
    }

    @Test func slowTick_dropsWhatIsStaleAndCountsIt() throws {
        var isSlow = true
        let messages = try run(frames(stride(from: 0, to: 3000, by: 33).map { Int64($0) })) { message in
            guard message.tick == 5, isSlow else { return }
            isSlow = false
            clock.advance(by: .milliseconds(730))
        }
        #expect(messages.map(\.tick) == Array(0...29))
        #expect(messages.filter { $0.reasons.contains(.overload) && $0.frame == nil }.map(\.tick) == Array(6...11))
        let latest = messages.filter { $0.frame != nil && $0.tick > 5 }.compactMap { $0.latency }.max()
        #expect(try #require(latest) <= .milliseconds(200))
    }

    @Test func duration_endsTheRun() throws {
        let messages = try run(frames(stride(from: 0, to: 10_000, by: 50).map { Int64($0) }), duration: .seconds(1))
        #expect((9...11).contains(messages.count))
    }
}
