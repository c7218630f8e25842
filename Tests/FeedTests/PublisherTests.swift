import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct PublisherTests {
    let folder: TemporaryDirectory
    let endpoint: Endpoint

    init() throws {
        folder = try TemporaryDirectory()
        endpoint = try Endpoint("ipc://\(folder.file("feed").path)")
    }

    /// Publishes `message` until `subscriber` has it: a subscription takes a moment to reach the publisher.
    private func firstMessage(_ publisher: Publisher, _ subscriber: Subscriber) throws -> Subscriber.Message {
        for _ in 0..<500 {
            publisher.publish(AffectMessage.tracking)
            if let message = subscriber.next(timeout: .milliseconds(10)) { return message }
        }
        throw TimedOut()
    }

    struct TimedOut: Error {}

    private func sequence(_ message: Subscriber.Message) throws -> Int {
        let object = try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any]
        return try #require(object?["seq"] as? Int)
    }

    @Test func subscriber_getsTopicAndPayload_withoutGaps() throws {
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        let subscriber = try Subscriber(endpoint: endpoint, topics: ["affect.cam0."])
        var last = try sequence(firstMessage(publisher, subscriber))
        for _ in 0..<200 {
            publisher.publish(AffectMessage.tracking)
            let message = try #require(subscriber.next(timeout: .seconds(60)))
            #expect(message.topic == "affect.cam0.t000001.")
            #expect(try sequence(message) == last + 1)
            last += 1
        }
    }

    @Test func lateSubscriber_getsTheLastStatusAtOnce() throws {
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        publisher.publish(StatusMessage.sample)
        let subscriber = try Subscriber(endpoint: endpoint, topics: ["status."])
        for _ in 0..<500 {
            publisher.serveSubscriptions()
            guard let message = subscriber.next(timeout: .milliseconds(10)) else { continue }
            #expect(message.topic == "status.cam0.")
            return
        }
        throw TimedOut()
    }

    @Test func stalledSubscriber_neverBlocksAndSeesItsGap() throws {
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        let healthy = try Subscriber(endpoint: endpoint, topics: ["affect."])
        let stalled = try Subscriber(endpoint: endpoint, topics: ["affect."])
        let first = try sequence(firstMessage(publisher, healthy))
        var expected = first + 1
        for _ in 0..<10_000 {
            publisher.publish(AffectMessage.tracking)
            publisher.serveSubscriptions()
            let message = try #require(healthy.next(timeout: .seconds(60)))
            #expect(try sequence(message) == expected)
            expected += 1
        }
        var received = 0
        while stalled.next(timeout: .milliseconds(50)) != nil { received += 1 }
        #expect(received > 0)
        #expect(received < 10_000)
    }

    @Test func secondPublisher_onTheSamePath_isRefusedAndTheFirstGoesOn() throws {
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        let subscriber = try Subscriber(endpoint: endpoint, topics: ["affect."])
        _ = try firstMessage(publisher, subscriber)
        #expect(throws: FeedError.endpointLocked(endpoint.description, holder: "\(getpid())")) {
            try Publisher(endpoint: endpoint, identity: .sample)
        }
        publisher.publish(AffectMessage.tracking)
        #expect(subscriber.next(timeout: .seconds(60)) != nil)
    }

    @Test func secondPublisher_onTheSamePort_isRefused() throws {
        let port = try Endpoint("tcp://127.0.0.1:\(Int.random(in: 20_000..<30_000))")
        let publisher = try Publisher(endpoint: port, identity: .sample)
        #expect(throws: FeedError.endpointTaken(port.description)) {
            try Publisher(endpoint: port, identity: .sample)
        }
        publisher.serveSubscriptions()
    }

    @Test(arguments: [
        "tcp://0.0.0.0:5570", "tcp://*:5570", "tcp://192.168.1.5:5570", "tcp://[::]:5570", "tcp://eth0:5570",
    ])
    func endpointBeyondThisMachine_isRefused(_ text: String) throws {
        let endpoint = try Endpoint(text)
        #expect(throws: FeedError.beyondLoopback(text)) { try Publisher(endpoint: endpoint, identity: .sample) }
    }

    @Test(arguments: [
        "", "5570", "tcp://127.0.0.1", "tcp://127.0.0.1:0", "tcp://:5570", "udp://x:1", "ipc://relative", "ipc:///",
    ])
    func malformedEndpoint_isRefused(_ text: String) {
        #expect(throws: FeedError.malformedEndpoint(text)) { try Endpoint(text) }
    }

    @Test func longPath_isRefusedBeforeItIsCut() {
        let text = "ipc:///" + String(repeating: "a", count: 120)
        #expect(throws: FeedError.pathTooLong(text)) { try Endpoint(text) }
    }

    @Test func ipcSocket_isClosedToOthers() throws {
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        let path = folder.file("feed").path
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o660)
        publisher.serveSubscriptions()
    }

    @Test func observer_seesWhatIsPublished() throws {
        nonisolated(unsafe) var seen: [String] = []
        let publisher = try Publisher(endpoint: endpoint, identity: .sample) {
            seen.append(String(decoding: $0, as: UTF8.self))
        }
        publisher.publish(AffectMessage.tracking)
        #expect(seen.count == 1)
        #expect(seen[0].hasPrefix("{\"v\":1,\"topic\":\"affect.cam0.t000001.\""))
    }
}
