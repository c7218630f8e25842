import FoundationEssentials

/// A client's pair and the server's public key in Z85, 40 characters each, as `affect keygen` makes them.
public struct AffectKeys: Sendable, Hashable {
    public var publicKey: String
    public var secretKey: String
    public var serverKey: String

    public init(publicKey: String, secretKey: String, serverKey: String) {
        self.publicKey = publicKey
        self.secretKey = secretKey
        self.serverKey = serverKey
    }

    /// Reads `CLIENT.key_secret` and `server.key` of a folder.
    ///
    /// - Throws: ``AffectFeedError/noKey(path:reason:)`` when one cannot be read or holds no such key.
    public init(folder: String, client: String = "client") throws(AffectFeedError) {
        publicKey = try Self.key("public-key", "\(folder)/\(client).key_secret")
        secretKey = try Self.key("secret-key", "\(folder)/\(client).key_secret")
        serverKey = try Self.key("public-key", "\(folder)/server.key")
    }

    private static func key(_ name: String, _ path: String) throws(AffectFeedError) -> String {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .noKey(path: path, reason: "cannot be read (\(error))")
        }
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            let isKey = parts.count == 3 && parts[1].utf8.count == 40
            if isKey, parts[0].filter({ !$0.isWhitespace }) == "\(name)=" { return String(parts[1]) }
        }
        throw .noKey(path: path, reason: "has no \(name) of 40 characters")
    }
}
