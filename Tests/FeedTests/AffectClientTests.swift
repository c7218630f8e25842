import AffectClient
import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct AffectClientTests {
    let folder: TemporaryDirectory
    let endpoint: Endpoint
    let publisher: Publisher

    init() throws {
        folder = try TemporaryDirectory()
        endpoint = try Endpoint("ipc://\(folder.file("feed").path)")
        publisher = try Publisher(endpoint: endpoint, identity: .sample)
    }

    /// Publishes until the client has a message: a subscription takes a moment to reach the publisher.
    private func first<Result>(_ read: () throws -> Result?, publish: (Publisher) -> Void) throws -> Result {
        for _ in 0..<500 {
            publish(publisher)
            if let result = try read() { return result }
        }
        throw TimedOut()
    }

    struct TimedOut: Error {}

    @Test func estimate_hasTheValuesThatWerePublished() throws {
        let feed = try AffectFeed(endpoint.description)
        let published = AffectMessage.tracking
        let estimate = try first({ try feed.next(timeout: .milliseconds(10)) }, publish: { $0.publish(published) })
        #expect(estimate.camera == "cam0" && estimate.track == "t000001" && estimate.isPrimary)
        #expect(estimate.tick == published.tick && estimate.frame == published.frame?.number)
        #expect(estimate.captureNanoseconds == published.frame?.captureTime.nanoseconds)
        #expect(estimate.state == .tracking && estimate.isValid)
        #expect(estimate.arousal == 0.25 && estimate.valence == -0.5)
        #expect(estimate.rawArousal == 0.5 && estimate.rawValence == -0.75)
        #expect(estimate.reasons == ["dark", "low_frame_rate"])
        #expect(estimate.arousalDeviation == nil)
        #expect(estimate.face?.box.count == 4 && estimate.face?.landmarks.count == 5)
        #expect(estimate.latencyMilliseconds == 5)
    }

    @Test func facesBesideThePerson_areLeftOutByNext() throws {
        let feed = try AffectFeed(endpoint.description)
        var other = AffectMessage.tracking
        other.isPrimary = false
        other.track = TrackID(2)
        let estimate = try first(
            { try feed.next(timeout: .milliseconds(10)) },
            publish: {
                $0.publish(other)
                $0.publish(AffectMessage.tracking)
            })
        #expect(estimate.track == "t000001")
    }

    @Test func message_isGivenAsItCame() throws {
        let feed = try AffectFeed(endpoint.description, topics: ["status."])
        let message = try first(
            { try feed.nextMessage(timeout: .milliseconds(10)) }, publish: { $0.publish(StatusMessage.sample) })
        #expect(message.topic == "status.cam0.")
        #expect(message.payload.first == UInt8(ascii: "{") && message.attachments.isEmpty)
        #expect(throws: AffectFeedError.self) { try feed.estimate(message) }
    }

    @Test func silence_isNil_andABadEndpointASentence() throws {
        let feed = try AffectFeed("ipc://\(folder.file("nobody").path)")
        #expect(try feed.next(timeout: .milliseconds(20)) == nil)
        #expect(throws: AffectFeedError.failed(endpoint: "nonsense", reason: "Invalid argument")) {
            try AffectFeed("nonsense")
        }
    }

    @Test func keysOfAFolder_areThoseThatKeygenWrote() throws {
        let path = folder.file("keys").path
        _ = try KeyFolder(path: path).make(client: "robot")
        let keys = try AffectKeys(folder: path, client: "robot")
        let written = try KeyFolder(path: path).clientKeys("robot")
        #expect(keys.secretKey == written.pair.secretKey && keys.publicKey == written.pair.publicKey)
        #expect(keys.serverKey == written.serverKey)
        #expect(throws: AffectFeedError.self) { try AffectKeys(folder: path, client: "stranger") }
    }
}
