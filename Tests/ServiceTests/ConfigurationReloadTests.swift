import Feed
import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Service

/// One test asks for the signal that all share.
@Suite(.serialized) struct ConfigurationReloadTests {
    private let keys: [ConfigurationKey] = [
        .text("model", example: "m", reloads: true),
        .number("smoothing", 0.05...60, unit: "seconds", reloads: true),
        .number("rate", 1...1000, unit: "frames a second"),
    ]
    private let model = Repository.file("models/\(ModelFolder.bundledModel)").path

    /// The stream of 3 seconds, with `after` in force when SIGHUP came at 1 s; published values by tick.
    private func run(_ after: [String], smoothing: Duration?) throws -> (
        arousal: [Float?], raw: [Float?], ticks: [Int64]
    ) {
        let run = try PipelineRun()
        let keys = keys
        let before = try Configuration(keys: keys, given: [], environment: [:])
        let reload = ConfigurationReload(before) { [model] in
            var options = RunOptions()
            options.modelPath = model
            options.smoothing = smoothing
            return (try Configuration(keys: keys, given: after, environment: [:]), options)
        }
        let messages = try run(
            stride(from: 0, to: 3000, by: 100).map { .frame(at: $0) }, configuration: reload,
            onTick: { message in
                if message.tick == 10 { ReloadSignal.request() }
                // The clock of the test stands still meanwhile: the reading takes real time.
                if message.tick == 12 { while reload.isAtWork { usleep(1000) } }
            }
        ).filter(\.isPrimary)
        return (messages.map(\.estimate.arousal), messages.map(\.raw.arousal), messages.map(\.tick))
    }

    @Test func smoothing_isTakenOverWithoutAMissedTick() throws {
        let (arousal, raw, ticks) = try run(["--smoothing=5"], smoothing: .seconds(5))
        #expect(ticks == Array(0..<30))
        #expect(arousal.prefix(12) == raw.prefix(12))
        #expect(arousal.last != raw.last)
        #expect(arousal.last! != nil)
    }

    @Test func brokenConfiguration_leavesAllAsItWas() throws {
        let (arousal, raw, ticks) = try run(["--config=/none"], smoothing: .seconds(5))
        #expect(ticks == Array(0..<30))
        #expect(arousal == raw)
    }
}
