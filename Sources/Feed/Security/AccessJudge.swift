import CZMQ

/// Answers one request of ZeroMQ's authentication protocol (RFC 27, ZAP 1.0), strictly.
struct AccessJudge {
    let allowed: Set<String>

    /// Version, request id, domain, address, routing id, mechanism and the client's public key.
    static let parts = 7
    /// The same behind the requester's address and the empty delimiter.
    static let partsWithEnvelope = parts + 2

    /// - Returns: the reply in its envelope, or nil for a request without one, and whether the client may come in.
    func judge(_ message: [[UInt8]]) -> (reply: [[UInt8]]?, isAllowed: Bool) {
        guard message.count >= 4, message[1].isEmpty else { return (nil, false) }
        let isAllowed = message.count == Self.partsWithEnvelope && isListed(Array(message[2...]))
        let (code, text) = isAllowed ? ("200", "OK") : ("400", "no listed key")
        let reply = ["1.0", nil, code, text, isAllowed ? "client" : "", ""]
        return (message.prefix(2) + reply.map { $0.map { Array($0.utf8) } ?? message[3] }, isAllowed)
    }

    private func isListed(_ request: [[UInt8]]) -> Bool {
        guard request[0] == Array("1.0".utf8), request[2] == Array(Socket.domain.utf8),
            request[5] == Array("CURVE".utf8), request[6].count == 32
        else { return false }
        var text = [CChar](repeating: 0, count: 41)
        guard zmq_z85_encode(&text, request[6], 32) != nil else { return false }
        return allowed.contains(String(decoding: text.prefix(40).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self))
    }
}
