import Glibc

/// Keys as files: `server.key_secret`, a `NAME.key_secret` for each client to be taken there, and the public keys of those
/// who are let in under `allowed/NAME.key`.
///
/// The files are certificates as czmq and pyzmq write them (ZPL). Secrets are made with mode 0600; those that others can
/// read are refused.
public struct KeyFolder: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    private var serverSecret: String { "\(path)/server.key_secret" }
    private var serverPublic: String { "\(path)/server.key" }
    private var allowedFolder: String { "\(path)/allowed" }

    /// Makes the server's keys if there are none, and the keys of a new client, and puts that client on the list.
    ///
    /// - Returns: the files that were made.
    /// - Throws: ``KeyError`` when the client has keys already, or a file cannot be written.
    public func make(client: String) throws(KeyError) -> [String] {
        guard ControlReader.isName(client), client != "server" else { throw .badName(client) }
        for folder in [path, allowedFolder] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
            throw .failed(path: folder, reason: Self.errorText)
        }
        var made: [String] = []
        if access(serverSecret, F_OK) != 0 {
            try KeyFile.write(.make(), secret: serverSecret, public: serverPublic)
            made += [serverSecret, serverPublic]
        }
        let (secret, allowed) = ("\(path)/\(client).key_secret", "\(allowedFolder)/\(client).key")
        try KeyFile.write(.make(), secret: secret, public: allowed)
        return made + [secret, allowed]
    }

    /// - Throws: ``KeyError`` when a file is missing, is no certificate, or is a secret that others can read.
    public func serverKeys() throws(KeyError) -> ServerKeys {
        let pair = try KeyFile.pair(serverSecret)
        guard let folder = opendir(allowedFolder) else { throw .failed(path: allowedFolder, reason: Self.errorText) }
        defer { closedir(folder) }
        var allowed: Set<String> = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".key") { allowed.insert(try KeyFile.publicKey("\(allowedFolder)/\(name)")) }
        }
        guard !allowed.isEmpty else { throw .nobodyAllowed(folder: allowedFolder) }
        return ServerKeys(pair: pair, allowed: allowed)
    }

    /// - Throws: ``KeyError`` when a file is missing, is no certificate, or is a secret that others can read.
    public func clientKeys(_ client: String) throws(KeyError) -> ClientKeys {
        guard ControlReader.isName(client) else { throw .badName(client) }
        return ClientKeys(
            pair: try KeyFile.pair("\(path)/\(client).key_secret"), serverKey: try KeyFile.publicKey(serverPublic))
    }

    private static var errorText: String { String(cString: strerror(errno)) }
}
