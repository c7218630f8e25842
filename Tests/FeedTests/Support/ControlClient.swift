import CZMQ
import Foundation
import Testing

@testable import Feed

/// A client of a control socket: REQ, or DEALER, which may ask without waiting.
struct ControlClient {
    let socket: Socket
    private let isREQ: Bool

    init(_ endpoint: Endpoint, type: Int32 = ZMQ_REQ, keys: ClientKeys? = nil) throws {
        socket = try Socket(type, endpoint: endpoint.description, context: SocketContext())
        isREQ = type == ZMQ_REQ
        try socket.show(keys)
        try socket.connect()
    }

    /// Waits for the connection, which a REQ needs to send at all.
    func send(_ bytes: [UInt8]) throws {
        for _ in 0..<500 {
            if bytes.withUnsafeBytes({ socket.send($0, more: false) }) { return }
            _ = socket.waitForMessage(timeout: .milliseconds(10))
        }
        throw NoReply()
    }

    func reply(within timeout: Duration = .seconds(10)) throws -> [UInt8] {
        guard socket.waitForMessage(timeout: timeout), let reply = socket.receiveMessage(limit: 2) else {
            throw NoReply()
        }
        return try #require(reply.parts.last)
    }

    func ask(_ text: String) throws -> String {
        try send(Array(text.utf8))
        return String(decoding: try reply(), as: UTF8.self)
    }

    func askJSON(_ text: String) throws -> [String: Any] {
        try send(Array(text.utf8))
        return try #require(try JSONSerialization.jsonObject(with: Data(try reply())) as? [String: Any])
    }

    struct NoReply: Error {}
}
