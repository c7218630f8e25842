import Glibc

/// One certificate file, as czmq's zcert and `zmq.auth.load_certificate` of pyzmq have it.
enum KeyFile {
    private static let maximumBytes = 4096

    /// Writes a pair into two new files of mode 0600; nothing is overwritten.
    static func write(_ pair: KeyPair, secret: String, public publicPath: String) throws(KeyError) {
        let head = "metadata\ncurve\n    public-key = \"\(pair.publicKey)\"\n"
        try create(secret, "\(head)    secret-key = \"\(pair.secretKey)\"\n")
        try create(publicPath, head)
    }

    static func publicKey(_ path: String) throws(KeyError) -> String { try key("public-key", in: read(path), path) }

    static func pair(_ path: String) throws(KeyError) -> KeyPair {
        let text = try read(path, isSecret: true)
        return KeyPair(
            publicKey: try key("public-key", in: text, path), secretKey: try key("secret-key", in: text, path))
    }

    private static func key(_ name: String, in text: String, _ path: String) throws(KeyError) -> String {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].utf8.count == 40, parts[0].filter({ !$0.isWhitespace }) == "\(name)="
            else {
                continue
            }
            return String(parts[1])
        }
        throw .noKey(path: path, name: name)
    }

    private static func create(_ path: String, _ text: String) throws(KeyError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .exists(path: path) : .failed(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let written = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        guard written == text.utf8.count else { throw .failed(path: path, reason: String(cString: strerror(errno))) }
    }

    private static func read(_ path: String, isSecret: Bool = false) throws(KeyError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        if isSecret, status.st_mode & 0o077 != 0 { throw .readableByOthers(path: path) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .failed(path: path, reason: String(cString: strerror(errno))) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
