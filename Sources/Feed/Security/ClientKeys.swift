/// What a client shows, and whom it expects to talk to.
public struct ClientKeys: Sendable {
    var pair: KeyPair
    var serverKey: String

    public init(pair: KeyPair, serverKey: String) {
        self.pair = pair
        self.serverKey = serverKey
    }
}
