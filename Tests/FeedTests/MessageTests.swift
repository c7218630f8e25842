import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct MessageTests {
    private func json(_ message: AffectMessage) throws -> [String: Any] {
        var writer = JSONWriter()
        message.encode(into: &writer, topic: "affect.cam0.t000001.", sequence: 7, identity: .sample)
        return try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
    }

    private func requiredKeys(_ schema: String) throws -> Set<String> {
        let data = try Data(contentsOf: Repository.file("docs/schema/\(schema).schema.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return Set(try #require(object["required"] as? [String]))
    }

    @Test func affectMessage_hasExactlyTheKeysOfTheSchema() throws {
        #expect(try Set(json(.tracking).keys) == requiredKeys("affect"))
    }

    @Test func statusMessage_hasExactlyTheKeysOfTheSchema() throws {
        var writer = JSONWriter()
        StatusMessage.sample.encode(into: &writer, topic: "status.cam0.", sequence: 0, identity: .sample)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
        #expect(try Set(object.keys) == requiredKeys("status"))
    }

    @Test(arguments: [
        NotifyMessage.Event.paused, .resumed, .modelChanged(name: "other", previous: "ba9876543210"),
        .modelRefused(name: "other", cause: "It is no model."), .recordingStarted(session: "anna_01"),
        .recordingStopped(session: "anna_01", cause: "The disk is full."), .recordingStopped(session: "a", cause: nil),
    ]) func notifyMessage_hasExactlyTheKeysOfTheSchema(event: NotifyMessage.Event) throws {
        let message = NotifyMessage(
            event: event, tick: 7, tickTime: MonotonicTime(nanoseconds: 700_000_000), publishTime: .zero,
            utcNanoseconds: 0)
        var (json, pack) = (JSONWriter(), MessagePackWriter())
        message.encode(into: &json, sequence: 3, identity: .sample)
        message.encode(into: &pack, sequence: 3, identity: .sample)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(try Set(object.keys) == requiredKeys("notify"))
        #expect(object["topic"] as? String == "notify.\(event.subject).")
        var reader = MessagePackReader(pack.bytes)
        let map = try #require(try reader.value() as? [String: Any])
        #expect(reader.isAtEnd)
        #expect(try Set(map.keys) == requiredKeys("notify").union(["timestamp"]))
    }

    @Test func annotationMessage_hasExactlyTheKeysOfTheSchema() throws {
        let message = AnnotationMessage(
            annotation: .init(label: "smile", text: nil, time: nil, duration: .milliseconds(20)),
            time: MonotonicTime(nanoseconds: 712_000_000), tick: 7, publishTime: .zero, utcNanoseconds: 0)
        var (json, pack) = (JSONWriter(), MessagePackWriter())
        message.encode(into: &json, sequence: 3, identity: .sample)
        message.encode(into: &pack, sequence: 3, identity: .sample)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        #expect(try Set(object.keys) == requiredKeys("annotation"))
        #expect(object["duration_ms"] as? Int == 20)
        var reader = MessagePackReader(pack.bytes)
        let map = try #require(try reader.value() as? [String: Any])
        #expect(reader.isAtEnd)
        #expect(try Set(map.keys) == requiredKeys("annotation").union(["timestamp"]))
    }

    @Test func messagePack_hasTheSameKeysAndPupilsTimestamp() throws {
        var writer = MessagePackWriter()
        AffectMessage.tracking.encode(into: &writer, topic: "affect.cam0.t000001.", sequence: 7, identity: .sample)
        var reader = MessagePackReader(writer.bytes)
        let map = try #require(try reader.value() as? [String: Any])
        #expect(reader.isAtEnd)
        #expect(try Set(map.keys) == requiredKeys("affect").union(["timestamp"]))
        #expect(map["arousal"] as? Float == 0.25)
        #expect(map["tick"] as? Int64 == 12)
        #expect(map["timestamp"] as? Double == 1.234567891)
        #expect((map["reasons"] as? [Any])?.count == 2)
    }

    @Test func statusMessagePack_countsItsKeys() throws {
        var writer = MessagePackWriter()
        StatusMessage.sample.encode(into: &writer, topic: "status.cam0.", sequence: 0, identity: .sample)
        var reader = MessagePackReader(writer.bytes)
        let map = try #require(try reader.value() as? [String: Any])
        #expect(reader.isAtEnd)
        #expect(try Set(map.keys) == requiredKeys("status").union(["timestamp"]))
    }

    @Test func missingValues_areNullAndNeverZero() throws {
        var message = AffectMessage.tracking
        message.estimate = Estimate()
        message.raw = Estimate()
        message.frame = nil
        message.face = nil
        let object = try json(message)
        for key in ["arousal", "valence", "arousal_raw", "arousal_sd", "frame", "t_capture_ns", "face"] {
            #expect(object[key] is NSNull, "\(key)")
        }
        #expect(object["valid"] as? Bool == false)
    }

    @Test func rawValues_areTheNetworksOwn() throws {
        let object = try json(.tracking)
        #expect([object["arousal"] as? Double, object["valence"] as? Double] == [0.25, -0.5])
        #expect([object["arousal_raw"] as? Double, object["valence_raw"] as? Double] == [0.5, -0.75])
    }

    @Test func notANumber_isWrittenAsNull() {
        var writer = JSONWriter()
        writer.beginArray(count: 2)
        writer.float(.nan)
        writer.float(-.infinity)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[null,null]")
    }

    @Test func integers_ofAllSizes_stayExact() {
        var writer = JSONWriter()
        writer.beginArray(count: 4)
        for value in [Int64.min, -1, 0, Int64.max] { writer.integer(value) }
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == "[-9223372036854775808,-1,0,9223372036854775807]")
    }

    @Test func text_withQuotesAndControls_isEscaped() throws {
        var writer = JSONWriter()
        writer.beginArray(count: 1)
        writer.string("a\"\\\n\u{1}é")
        writer.endArray()
        let array = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String])
        #expect(array == ["a\"\\\n\u{1}é"])
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000000Z"), (1_709_164_800_123_456_789, "2024-02-29T00:00:00.123456Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ]) func wallClock_isRFC3339(nanoseconds: Int64, text: String) throws {
        var writer = JSONWriter()
        writer.beginMap(count: 1)
        writer.timestampField("utc", nanoseconds)
        writer.endMap()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"utc\":\"\(text)\"}")
    }

    @Test func wallClockStep_renewsTheAnchor() {
        let anchor = UTCAnchor(monotonic: .zero, utcNanoseconds: 1_000)
        let same = UTCAnchor(monotonic: .zero + .seconds(5), utcNanoseconds: 5_000_040_000)
        let stepped = UTCAnchor(monotonic: .zero + .seconds(5), utcNanoseconds: 3_605_000_000_000)
        #expect(anchor.renewed(by: same) == anchor)
        #expect(anchor.renewed(by: stepped) == stepped)
    }
}
