import CZMQ
import Foundation
import Glibc
import StreamTypes
import TestKit
import Testing

@testable import Feed

/// What one reader that never reads costs, in time and memory; `tools/soak stalled-reader` runs it, since tests measure no time.
@Suite(.enabled(if: SoakCount.number("AFFECT_SOAK_STALLED_READER", otherwise: 0) > 0), .serialized)
struct StalledReaderTests {
    private static let count = SoakCount.number("AFFECT_SOAK_STALLED_READER", otherwise: 0)
    private static let longestSend = Duration.milliseconds(1)
    private static let mostMemory = 8 << 20

    @Test(arguments: ["ipc", "tcp"])
    func stalledReader_costsNeitherTimeNorMemory(transport: String) throws {
        let folder = try TemporaryDirectory()
        let place = transport == "ipc" ? folder.file("feed").path : "127.0.0.1:\(Int.random(in: 20_000..<30_000))"
        let endpoint = try Endpoint("\(transport)://\(place)")
        let publisher = try Publisher(endpoint: endpoint, identity: .sample)
        let healthy = try Subscriber(endpoint: endpoint, topics: ["affect."])
        // Its own queue is kept small, since it lies in this process.
        let stalled = try Socket(ZMQ_SUB, endpoint: endpoint.description, context: SocketContext())
        try stalled.limit(messageBytes: 1 << 20, queue: 10, connects: true)
        try stalled.subscribe("affect.")
        try stalled.connect()
        while true {
            publisher.publish(AffectMessage.tracking)
            if healthy.next(timeout: .milliseconds(10)) != nil { break }
        }
        while healthy.next(timeout: .milliseconds(100)) != nil {}
        let clock = ContinuousClock()
        var sends: [Duration] = []
        sends.reserveCapacity(Self.count)
        let before = Self.residentBytes()
        var received = 0
        for _ in 0..<Self.count {
            sends.append(clock.measure { publisher.publish(AffectMessage.tracking) })
            publisher.serveSubscriptions()
            if healthy.next(timeout: .seconds(60)) != nil { received += 1 }
        }
        let memory = Self.residentBytes() - before
        var numbers: [Int] = []
        while stalled.waitForMessage(timeout: .milliseconds(200)), let message = stalled.receiveMessage(limit: 2) {
            numbers.append(try sequence(message.parts))
        }
        sends.sort()
        let tail = sends[Self.count * 99 / 100]
        print(
            "stalled reader: \(transport): \(Self.count) messages, the healthy reader got \(received), the stalled one \(numbers.count);",
            "send p50 \(sends[Self.count / 2]), p99 \(tail); memory \(memory / 1024) KiB more")
        #expect(received == Self.count)
        #expect(tail <= Self.longestSend)
        #expect(memory < Self.mostMemory)
        #expect(!numbers.isEmpty && numbers.count < Self.count)
        #expect(numbers == numbers.sorted())
    }

    private func sequence(_ parts: [[UInt8]]) throws -> Int {
        let object = try JSONSerialization.jsonObject(with: Data(parts[1])) as? [String: Any]
        return try #require(object?["seq"] as? Int)
    }

    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
