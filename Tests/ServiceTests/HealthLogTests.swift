import Feed
import StreamTypes
import Testing

@testable import Service

@Suite struct HealthLogTests {
    private func status(
        _ second: Int64, _ state: StatusMessage.CameraState = .online, overload: Bool = false,
        _ change: (inout StatusMessage) -> Void = { _ in }
    ) -> StatusMessage {
        var status = StatusMessage(
            cameraState: state, cause: state == .online ? nil : "pulled out", device: "lab camera",
            publishTime: .zero + .seconds(second), utcNanoseconds: 0, measuredFramesPerSecond: nil, framesCaptured: 0,
            framesDamaged: 0, framesLost: 0, ticksPublished: 0, ticksHeld: 0, ticksMissed: 0, isOverloaded: overload,
            trackedFaces: 0, openBLASCore: "test", anchor: nil)
        change(&status)
        return status
    }

    private func sentences(_ log: inout HealthLog, _ status: StatusMessage) -> [String] {
        log.lines(for: status).map { "\($0.priority) \($0.sentence)" }
    }

    @Test func changes_areSaidAtOnce_andNothingElse() {
        var log = HealthLog()
        #expect(sentences(&log, status(0)) == ["information camera online: lab camera"])
        #expect(sentences(&log, status(1)) == [])
        #expect(sentences(&log, status(2, .offline)) == ["warning camera offline: pulled out"])
        #expect(sentences(&log, status(3, .offline)) == [])
        #expect(sentences(&log, status(4, .stalled)) == ["warning camera stalled: pulled out"])
    }

    @Test func repeatedChange_isCountedOnceAMinute() {
        var log = HealthLog()
        _ = log.lines(for: status(0))
        var lines: [String] = []
        for second in 1...120 { lines += sentences(&log, status(Int64(second), second % 2 == 0 ? .online : .offline)) }
        let offline = lines.filter { $0.hasPrefix("warning camera offline: pulled out") }
        #expect(offline.count == 2)
        #expect(offline.last == "warning camera offline: pulled out (30 times since the last line)")
        #expect(lines.filter { $0.hasPrefix("information camera online: lab camera") }.count == 2)
    }

    @Test func overloadDamageAndStamps_haveTheirLines() {
        var log = HealthLog()
        _ = log.lines(for: status(0))
        #expect(sentences(&log, status(1, overload: true)).map { $0.prefix(26) } == ["warning ticks take longer "])
        #expect(sentences(&log, status(2)) == ["information ticks are in time again"])
        #expect(
            sentences(&log, status(3) { $0.isDegraded = true }) == ["warning most frames of the camera are damaged"])
        #expect(sentences(&log, status(4) { $0.timestamps = .host }).count == 2)
        #expect(sentences(&log, status(5) { $0.timestamps = .host }) == [])
    }
}
