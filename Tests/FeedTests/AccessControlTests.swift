import CZMQ
import Foundation
import StreamTypes
import Synchronization
import TestKit
import Testing

@testable import Feed

@Suite struct AccessControlTests {
    let server = KeyPair.make()
    let listed = KeyPair.make()

    private func access() throws -> AccessControl {
        try AccessControl(
            ServerKeys(pair: server, allowed: [listed.publicKey]), context: SocketContext(), clock: ManualClock())
    }

    private func isReached(_ publisher: Publisher, _ endpoint: Endpoint, _ keys: ClientKeys?, tries: Int) throws -> Bool
    {
        let subscriber = try Subscriber(endpoint: endpoint, keys: keys)
        for _ in 0..<tries {
            publisher.publish(AffectMessage.tracking)
            if subscriber.next(timeout: .milliseconds(10)) != nil { return true }
        }
        return false
    }

    @Test func listedKey_receives_othersDoNot() throws {
        let access = try access()
        let port = Int.random(in: 20_000..<30_000)
        let publisher = try Publisher(
            endpoint: try Endpoint("tcp://*:\(port)"), identity: .sample, context: access.context, access: access)
        let endpoint = try Endpoint("tcp://127.0.0.1:\(port)")
        let good = ClientKeys(pair: listed, serverKey: server.publicKey)
        let unlisted = ClientKeys(pair: KeyPair.make(), serverKey: server.publicKey)
        let wrongServer = ClientKeys(pair: listed, serverKey: KeyPair.make().publicKey)
        #expect(try isReached(publisher, endpoint, good, tries: 500))
        #expect(try !isReached(publisher, endpoint, unlisted, tries: 60))
        #expect(try !isReached(publisher, endpoint, wrongServer, tries: 60))
        #expect(try !isReached(publisher, endpoint, nil, tries: 60))
        #expect(try isReached(publisher, endpoint, good, tries: 500))
    }

    @Test func everyRefusal_isCountedAndToldOnce() throws {
        let said = Mutex<[String]>([])
        let access = try AccessControl(
            ServerKeys(pair: server, allowed: [listed.publicKey]), context: SocketContext(), clock: ManualClock()
        ) { sentence in said.withLock { $0.append(sentence) } }
        let port = Int.random(in: 20_000..<30_000)
        let publisher = try Publisher(
            endpoint: try Endpoint("tcp://*:\(port)"), identity: .sample, context: access.context, access: access)
        let endpoint = try Endpoint("tcp://127.0.0.1:\(port)")
        let strangers: [ClientKeys?] = [
            nil, ClientKeys(pair: KeyPair.make(), serverKey: server.publicKey),
            ClientKeys(pair: listed, serverKey: KeyPair.make().publicKey),
        ]
        var last: Int64 = 0
        for keys in strangers {
            let subscriber = try Subscriber(endpoint: endpoint, keys: keys)
            for _ in 0..<500 where access.refusedConnections == last {
                _ = subscriber.next(timeout: .milliseconds(10))
            }
            #expect(access.refusedConnections > last)
            last = access.refusedConnections
        }
        #expect(try isReached(publisher, endpoint, ClientKeys(pair: listed, serverKey: server.publicKey), tries: 500))
        let sentences = said.withLock { $0 }
        #expect(sentences.count == 1)
        #expect(sentences.first?.hasPrefix("connections: refused 1 ") == true)
        let object = try JSONSerialization.jsonObject(with: Data(publisher.json(.sample)))
        let status = try #require(object as? [String: Any])
        #expect(status["refused_connections"] as? Int64 ?? 0 >= 3)
    }

    @Test func controlSocket_servesTheListedKeyAlone() throws {
        let access = try access()
        let station = try ControlStation(access: access, endpoint: ControlStation.freePort())
        let good = ClientKeys(pair: listed, serverKey: server.publicKey)
        #expect(try ControlClient(station.endpoint, keys: good).ask("v") == "9.8.7")
        for keys in [nil, ClientKeys(pair: KeyPair.make(), serverKey: server.publicKey)] {
            let stranger = try ControlClient(station.endpoint, type: ZMQ_DEALER, keys: keys)
            try stranger.send([118])
            #expect(throws: ControlClient.NoReply.self) { try stranger.reply(within: .milliseconds(300)) }
        }
    }

    @Test func secondAccessControl_inOneContext_isRefused() throws {
        let first = try access()
        #expect(throws: FeedError.self) {
            try AccessControl(ServerKeys(pair: server, allowed: []), context: first.context, clock: ManualClock())
        }
    }

    // MARK: The protocol, RFC 27

    private func request(_ change: (inout [[UInt8]]) -> Void = { _ in }) -> [[UInt8]] {
        var key = [UInt8](repeating: 0, count: 32)
        zmq_z85_decode(&key, listed.publicKey)
        var parts = ["peer", "", "1.0", "17", "affect", "127.0.0.1", "", "CURVE"].map { Array($0.utf8) } + [key]
        change(&parts)
        return parts
    }

    @Test func listedKey_isLetIn() throws {
        let (reply, isAllowed) = AccessJudge(allowed: [listed.publicKey]).judge(request())
        #expect(isAllowed)
        #expect(
            reply?.map { String(decoding: $0, as: UTF8.self) } == ["peer", "", "1.0", "17", "200", "OK", "client", ""])
    }

    @Test(arguments: [(2, "2.0"), (4, ""), (4, "other"), (7, "NULL"), (7, "PLAIN"), (8, "short"), (8, "")])
    func anythingElse_isRefusedWithItsRequestID(part: Int, value: String) throws {
        let (reply, isAllowed) = AccessJudge(allowed: [listed.publicKey]).judge(
            request { $0[part] = Array(value.utf8) })
        #expect(!isAllowed)
        #expect(reply?[3] == Array("17".utf8))
        #expect(reply?[4] == Array("400".utf8))
    }

    @Test func wrongNumberOfParts_isRefused() {
        let judge = AccessJudge(allowed: [listed.publicKey])
        for count in 0...8 { #expect(!judge.judge(Array(request().prefix(count))).isAllowed) }
        #expect(!judge.judge(request { $0.append([1]) }).isAllowed)
    }
}
