/// What a server needs to know who it is and whom it lets in.
public struct ServerKeys: Sendable {
    var pair: KeyPair
    /// Public keys of the clients, in Z85.
    var allowed: Set<String>

    public init(pair: KeyPair, allowed: Set<String>) {
        self.pair = pair
        self.allowed = allowed
    }
}
