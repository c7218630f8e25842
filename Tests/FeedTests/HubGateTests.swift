import StreamTypes
import Testing

@testable import Feed

@Suite struct HubGateTests {
    private var gate = HubGate()

    private func time(_ seconds: Double) -> MonotonicTime { .zero + .seconds(seconds) }

    private mutating func judge(_ topic: String, _ source: Int, _ seconds: Double) -> HubGate.Verdict {
        gate.judge(Array(topic.utf8), from: source, at: time(seconds))
    }

    @Test mutating func firstFeedOfACamera_speaksForIt() {
        #expect(judge("affect.cam0.t000001.", 0, 0) == .accepted(camera: "cam0"))
        #expect(judge("status.cam0.", 0, 0.1) == .pass)
        #expect(judge("affect.cam1.t000001.", 1, 0.1) == .accepted(camera: "cam1"))
    }

    @Test mutating func secondFeedOfACamera_isRefused_saidOnce() {
        #expect(judge("status.cam0.", 0, 0) == .accepted(camera: "cam0"))
        #expect(judge("status.cam0.", 1, 0.1) == .refused(camera: "cam0", holder: 0))
        for second in 1...10 {
            #expect(judge("status.cam0.", 0, Double(second)) == .pass)
            #expect(judge("status.cam0.", 1, Double(second) + 0.1) == .refusedAgain)
        }
    }

    @Test mutating func silentFeed_losesItsCamera() {
        #expect(judge("status.cam0.", 0, 0) == .accepted(camera: "cam0"))
        #expect(judge("status.cam0.", 1, 2.9) == .refused(camera: "cam0", holder: 0))
        #expect(judge("status.cam0.", 1, 3) == .accepted(camera: "cam0"))
        #expect(judge("status.cam0.", 0, 3.1) == .refused(camera: "cam0", holder: 1))
    }

    @Test mutating func topicsWithoutACamera_passUnlessTheFeedIsRefused() {
        #expect(judge("notify.stream.paused.", 1, 0) == .pass)
        #expect(judge("status.cam0.", 0, 0) == .accepted(camera: "cam0"))
        #expect(judge("status.cam0.", 1, 0.1) == .refused(camera: "cam0", holder: 0))
        #expect(judge("annotation.", 1, 0.2) == .refusedAgain)
        #expect(judge("annotation.", 0, 0.2) == .pass)
        #expect(judge("annotation.", 1, 3.2) == .pass)
    }

    @Test(arguments: ["", "affect", "affect..", "affect.abcdefghijklmnopq.", "\u{1}"])
    mutating func malformedTopic_isLeftOut(_ topic: String) {
        #expect(judge(topic, 0, 0) == .refusedAgain)
    }

    @Test mutating func moreCamerasThanALimit_areLeftOut() {
        for number in 0..<HubGate.maximumCameras {
            #expect(judge("status.c\(number).", 0, 0) == .accepted(camera: "c\(number)"))
        }
        #expect(judge("status.onemore.", 0, 0) == .refusedAgain)
    }
}
