/// Why keys cannot be made or used.
public enum KeyError: Error, Equatable, CustomStringConvertible {
    case badName(String)
    case exists(path: String)
    case readableByOthers(path: String)
    case noKey(path: String, name: String)
    case nobodyAllowed(folder: String)
    case failed(path: String, reason: String)

    public var description: String {
        switch self {
        case .badName(let name):
            "client \(name): must be 1 to 64 of A-Z, a-z, 0-9, _ and -, and not server. Example: affect keygen keys --client robot"
        case .exists(let path): "\(path): exists already and is kept. Choose another name with --client."
        case .readableByOthers(let path):
            "\(path): can be read by others than its owner, so it is no secret. Run: chmod 600 \(path)"
        case .noKey(let path, let name):
            "\(path): has no \(name) of 40 characters. Make keys with `affect keygen DIR`."
        case .nobodyAllowed(let folder):
            "\(folder): holds no *.key, so nobody could connect. Make one with `affect keygen DIR --client NAME`."
        case .failed(let path, let reason): "\(path): \(reason). Make keys with `affect keygen DIR`."
        }
    }
}
