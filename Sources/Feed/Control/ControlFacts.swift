/// What the control socket tells of the program without asking the stream.
public struct ControlFacts: Sendable {
    public var version: String
    public var feed: Endpoint

    public init(version: String, feed: Endpoint) {
        self.version = version
        self.feed = feed
    }
}
