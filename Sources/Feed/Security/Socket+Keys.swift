import CZMQ

extension Socket {
    /// The name under which libzmq asks the access control.
    static let domain = "affect"

    /// Lets in only who shows a key that `access` knows; without one, whoever connects.
    func demand(_ access: AccessControl?) throws(FeedError) {
        guard let access else { return }
        self.access = access
        try set(ZMQ_ZAP_DOMAIN, Self.domain)
        try set(ZMQ_CURVE_SERVER, 1)
        try set(ZMQ_CURVE_SECRETKEY, access.keys.pair.secretKey)
        access.watch(try HandshakeMonitor(of: self))
    }

    func show(_ keys: ClientKeys?) throws(FeedError) {
        guard let keys else { return }
        try set(ZMQ_CURVE_SERVERKEY, keys.serverKey)
        try set(ZMQ_CURVE_PUBLICKEY, keys.pair.publicKey)
        try set(ZMQ_CURVE_SECRETKEY, keys.pair.secretKey)
    }
}
