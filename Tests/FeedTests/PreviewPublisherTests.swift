import CZMQ
import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct PreviewPublisherTests {
    let folder: TemporaryDirectory
    let endpoint: Endpoint
    let context: SocketContext

    init() throws {
        folder = try TemporaryDirectory()
        endpoint = try Endpoint("ipc://\(folder.file("preview").path)")
        context = try SocketContext()
    }

    private let message = PreviewMessage(
        tick: 12, frame: Frame(number: 36, captureTime: MonotonicTime(nanoseconds: 1_234_567_891)),
        faces: [
            .init(track: TrackID(1), isPrimary: true, state: .tracking, outline: AffectMessage.tracking.face!)
        ])

    private func publisher() throws -> PreviewPublisher {
        try PreviewPublisher(endpoint: endpoint, identity: .sample, context: context, clock: ManualClock()) {
            $0.bytes.append(3)
            return $0.bytes.first == 1
        }
    }

    private func subscriber(_ topic: String = "preview.") throws -> Socket {
        let socket = try Socket(ZMQ_SUB, endpoint: endpoint.description, context: context)
        try socket.subscribe(topic)
        try socket.connect()
        return socket
    }

    private func offer(_ publisher: PreviewPublisher, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { publisher.offer(message, .jpeg, $0, width: 640, height: 480) }
    }

    /// Offers pictures until `socket` has one: a subscription takes a moment to reach the publisher.
    private func firstMessage(_ publisher: PreviewPublisher, _ socket: Socket) throws -> [[UInt8]] {
        for _ in 0..<500 {
            offer(publisher, [1, 2])
            if socket.waitForMessage(timeout: .milliseconds(10)), let message = socket.receiveMessage(limit: 4) {
                return message.parts
            }
        }
        throw TimedOut()
    }

    struct TimedOut: Error {}

    @Test func subscriber_getsTopicMapAndCompressedPicture() throws {
        let publisher = try publisher()
        let parts = try firstMessage(publisher, subscriber())
        #expect(parts.count == 3)
        #expect(String(decoding: parts[0], as: UTF8.self) == "preview.cam0.")
        #expect(parts[2] == [1, 2, 3])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(parts[1])) as? [String: Any])
        let data = try Data(contentsOf: Repository.file("docs/schema/preview.schema.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(Set(object.keys) == Set(try #require(schema["required"] as? [String])))
        #expect(object["tick"] as? Int == 12)
        #expect(object["width"] as? Int == 640)
        let faces = try #require(object["faces"] as? [[String: Any]])
        #expect(faces.map { $0["track"] as? String } == ["t000001"])
        #expect((faces[0]["box"] as? [Double])?.count == 4)
    }

    @Test func pictures_areWantedWhileSomebodySubscribes() throws {
        let publisher = try publisher()
        #expect(!publisher.isWanted)
        var reader: Socket? = try subscriber()
        let other = try subscriber("status.")
        _ = try firstMessage(publisher, try #require(reader))
        #expect(publisher.isWanted)
        reader = nil
        for _ in 0..<500 where publisher.isWanted { _ = other.waitForMessage(timeout: .milliseconds(10)) }
        #expect(!publisher.isWanted)
    }

    @Test func pictureThatCannotBeCompressed_isLeftOut() throws {
        let publisher = try publisher()
        let socket = try subscriber()
        _ = try firstMessage(publisher, socket)
        offer(publisher, [9])
        while socket.waitForMessage(timeout: .milliseconds(100)), let message = socket.receiveMessage(limit: 4) {
            #expect(message.parts.last == [1, 2, 3])
        }
        offer(publisher, [1])
        #expect(socket.waitForMessage(timeout: .seconds(5)))
        #expect(socket.receiveMessage(limit: 4)?.parts.last == [1, 3])
    }

    @Test func newerPicture_replacesTheOneThatWaits() throws {
        let slot = PreviewSlot()
        for value in UInt8(1)...3 {
            [value].withUnsafeBytes { slot.put(message, .gray, $0, width: 1, height: 1) }
        }
        var picture = PreviewPicture()
        #expect(slot.take(into: &picture) != nil)
        #expect(picture.bytes == [3])
        #expect(slot.take(into: &picture) == nil)
    }

    @Test func secondPublisher_onTheSamePath_isRefused() throws {
        let first = try publisher()
        #expect(throws: FeedError.endpointLocked(endpoint.description, holder: "\(getpid())")) { try publisher() }
        #expect(!first.isWanted)
    }

    @Test func endpointBeyondThisMachine_isRefused() throws {
        let endpoint = try Endpoint("tcp://*:5572")
        #expect(throws: FeedError.beyondLoopback("tcp://*:5572")) {
            try PreviewPublisher(endpoint: endpoint, identity: .sample, context: context, clock: ManualClock()) { _ in
                true
            }
        }
    }

    @Test func messagePack_hasTheSameKeysAndATimestamp() throws {
        var (json, pack) = (JSONWriter(), MessagePackWriter())
        message.encode(
            into: &json, topic: "preview.cam0.", sequence: 3, identity: .sample, publishTime: .zero, width: 640,
            height: 480)
        message.encode(
            into: &pack, topic: "preview.cam0.", sequence: 3, identity: .sample, publishTime: .zero, width: 640,
            height: 480)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        var reader = MessagePackReader(pack.bytes)
        let map = try #require(try reader.value() as? [String: Any])
        #expect(reader.isAtEnd)
        #expect(Set(map.keys) == Set(object.keys).union(["timestamp"]))
    }
}
