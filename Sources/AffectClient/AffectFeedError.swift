/// Why a feed cannot be read.
public enum AffectFeedError: Error, Equatable, CustomStringConvertible {
    case failed(endpoint: String, reason: String)
    case unreadable(topic: String, reason: String)
    case noKey(path: String, reason: String)

    public var description: String {
        switch self {
        case .failed(let endpoint, let reason):
            "feed \(endpoint): \(reason). Example of an endpoint: \(AffectFeed.standardEndpoint)"
        case .unreadable(let topic, let reason):
            "message \(topic): cannot be read: \(reason). Is the publisher newer than this client?"
        case .noKey(let path, let reason):
            "\(path): \(reason). Make keys with `affect keygen DIR --client NAME`."
        }
    }
}
