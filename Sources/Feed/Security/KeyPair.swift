import CZMQ

/// A CURVE key pair, both halves in Z85, 40 characters.
public struct KeyPair: Hashable, Sendable {
    public var publicKey: String
    public var secretKey: String

    /// A new pair from the system's random numbers.
    public static func make() -> KeyPair {
        var (publicKey, secretKey) = ([CChar](repeating: 0, count: 41), [CChar](repeating: 0, count: 41))
        precondition(zmq_curve_keypair(&publicKey, &secretKey) == 0, "libzmq was built without CURVE")
        return KeyPair(publicKey: text(publicKey), secretKey: text(secretKey))
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }
}
