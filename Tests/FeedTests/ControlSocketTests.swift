import CZMQ
import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct ControlSocketTests {
    private func requiredKeys() throws -> Set<String> {
        let data = try Data(contentsOf: Repository.file("docs/schema/control.schema.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return Set(try #require(object["required"] as? [String]))
    }

    @Test(arguments: [ZMQ_REQ, ZMQ_DEALER]) func request_isAnsweredWithStateAndEffectTime(type: Int32) throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint, type: type)
        try client.send(Array(#"{"cmd":"pause","id":"a1"}"#.utf8))
        #expect(station.serveOne()?.command == .pause)
        let reply = try #require(try JSONSerialization.jsonObject(with: Data(client.reply())) as? [String: Any])
        #expect(try Set(reply.keys) == requiredKeys())
        #expect(reply["id"] as? String == "a1")
        #expect(reply["ok"] as? Bool == true)
        #expect(reply["state"] as? String == "paused")
        #expect(reply["tick"] as? Int == 51)
        #expect(reply["t_ns"] as? Int == 5_100_000_000)
    }

    @Test func refusal_hasCodeSentenceAndTheStateThatHolds() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint)
        let reply = try client.askJSON(#"{"cmd":"format","id":3}"#)
        #expect(try Set(reply.keys) == requiredKeys())
        #expect(reply["ok"] as? Bool == false)
        #expect(reply["error"] as? String == "unknown_command")
        #expect(reply["id"] as? Int == 3)
        #expect(reply["tick"] as? Int == 50)
        #expect(reply["state"] as? String == "running")
    }

    @Test func time_isAnsweredWithoutTheStream() throws {
        let station = try ControlStation()
        let reply = try ControlClient(station.endpoint).askJSON(#"{"cmd":"time","args":{"t0":77}}"#)
        #expect(reply["t0"] as? Int == 77)
        #expect(reply["t1"] as? Int == 5_000_000_123)
        #expect(reply["t2"] as? Int == 5_000_000_123)
        #expect(station.socket.next() == nil)
    }

    @Test func pupilRemotesQuestions_areAnsweredWithPlainStrings() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint)
        #expect(try client.ask("t") == "5.000000123")
        #expect(try client.ask("v") == "9.8.7")
        #expect(try client.ask("SUB_PORT") == "6000")
        #expect(try client.ask("PUB_PORT").hasPrefix("unsupported: "))
        #expect(try client.ask("hello").hasPrefix("unknown_command: "))
    }

    @Test func pupilRemotesCommands_areAnsweredByTheStream() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint)
        try client.send(Array("R p01".utf8))
        #expect(station.serveOne(.refused(.unsupported("No recorder")))?.command == .recordStart(.init(name: "p01")))
        #expect(try String(decoding: client.reply(), as: UTF8.self) == "unsupported: No recorder.")
        try client.send(Array("R p01".utf8))
        #expect(station.serveOne(.recording(session: "p01", mode: "features")) != nil)
        #expect(try String(decoding: client.reply(), as: UTF8.self) == "OK")
        try client.send(Array("r".utf8))
        #expect(station.serveOne()?.command == .recordStop)
        #expect(try String(decoding: client.reply(), as: UTF8.self) == "OK")
    }

    @Test func eagerClient_isToldSoWhileAnotherIsServed() throws {
        let station = try ControlStation()
        let eager = try ControlClient(station.endpoint, type: ZMQ_DEALER)
        for _ in 0..<30 { try eager.send(Array("v".utf8)) }
        var replies: [String] = []
        for _ in 0..<30 { replies.append(String(decoding: try eager.reply(), as: UTF8.self)) }
        #expect(replies.filter { $0 == "9.8.7" }.count == RequestAllowance.burst)
        #expect(replies.suffix(10).allSatisfy { $0.hasPrefix("too_fast: ") })
        #expect(try ControlClient(station.endpoint).ask("v") == "9.8.7")
        station.clock.advance(by: .seconds(1))
        try eager.send(Array("v".utf8))
        #expect(try String(decoding: eager.reply(), as: UTF8.self) == "9.8.7")
    }

    @Test func largeMessages_areRefusedOrCutOffAndOthersServed() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint)
        #expect(try client.ask(String(repeating: "x", count: 5000)).hasPrefix("too_large: "))
        let huge = try ControlClient(station.endpoint, type: ZMQ_DEALER)
        try huge.send([UInt8](repeating: 120, count: 1_000_000))
        #expect(throws: ControlClient.NoReply.self) { try huge.reply(within: .milliseconds(200)) }
        #expect(try client.ask("v") == "9.8.7")
    }

    @Test func numberedREQ_getsItsNumberBack() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint)
        try client.socket.set(ZMQ_REQ_CORRELATE, 1)
        #expect(try client.ask("v") == "9.8.7")
        #expect(try client.ask("SUB_PORT") == "6000")
    }

    @Test func manyParts_areMalformed() throws {
        let station = try ControlStation()
        let client = try ControlClient(station.endpoint, type: ZMQ_DEALER)
        client.socket.send([[], [118], [118], [118], [118]])
        #expect(try String(decoding: client.reply(), as: UTF8.self).contains("malformed"))
    }

    @Test func fullMailbox_isBusyAndLosesNothing() throws {
        let station = try ControlStation()
        let request = Array(#"{"cmd":"pause"}"#.utf8)
        let clients = try (0..<4).map { _ in try ControlClient(station.endpoint, type: ZMQ_DEALER) }
        for client in clients { for _ in 0..<20 { try client.send(request) } }
        var busy = 0
        for client in clients {
            while busy < 16, client.socket.waitForMessage(timeout: .milliseconds(300)) {
                #expect(try String(decoding: client.reply(), as: UTF8.self).contains(#""error":"busy""#))
                busy += 1
            }
        }
        #expect(busy == 80 - ControlMailbox.capacity)
        for _ in 0..<ControlMailbox.capacity { #expect(station.serveOne() != nil) }
        #expect(station.socket.next() == nil)
    }

    @Test func reloadOverPlainTCP_isNotAllowed() throws {
        let station = try ControlStation(endpoint: ControlStation.freePort())
        let reply = try ControlClient(station.endpoint).askJSON(#"{"cmd":"reload","args":{"model":"other"}}"#)
        #expect(reply["error"] as? String == "not_allowed")
        #expect(station.socket.next() == nil)
    }

    @Test func hundredClientsThatComeAndGo_leaveNothingBehind() throws {
        let station = try ControlStation()
        func openFiles() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        #expect(try ControlClient(station.endpoint).ask("v") == "9.8.7")
        let before = try openFiles()
        for number in 0..<100 {
            let client = try ControlClient(station.endpoint, type: number % 2 == 0 ? ZMQ_REQ : ZMQ_DEALER)
            if number % 3 == 0 { continue }
            #expect(try client.ask("v") == "9.8.7")
        }
        var after = try openFiles()
        for _ in 0..<500 where after > before + 8 {
            usleep(10_000)
            after = try openFiles()
        }
        #expect(after <= before + 8)
    }

    @Test func secondSocket_onTheSameEndpoint_isRefused() throws {
        let station = try ControlStation()
        #expect(throws: FeedError.endpointLocked(station.endpoint.description, holder: "\(getpid())")) {
            try ControlSocket(
                endpoint: station.endpoint, context: SocketContext(),
                facts: ControlFacts(version: "1", feed: station.endpoint),
                position: StreamPosition(state: .running, tick: 0, time: .zero), clock: station.clock)
        }
    }

    @Test func endpointBeyondThisMachine_withoutKeys_isRefused() throws {
        #expect(throws: FeedError.beyondLoopback("tcp://0.0.0.0:5571")) {
            try ControlStation(endpoint: "tcp://0.0.0.0:5571")
        }
    }
}
