package import StreamTypes

/// Notices a camera whose pictures are all the same, byte for byte. The noise of a real sensor never is.
package struct FreezeDetector: Sendable {
    private var lastHash: UInt64?
    private var unchangedSince: MonotonicTime?

    /// Same pictures for this long are a frozen camera.
    package static let limit = Duration.seconds(3)

    package init() {}

    /// - Returns: how long the picture has not changed; zero for a new one.
    package mutating func unchanged(_ payload: UnsafeRawBufferPointer, at time: MonotonicTime) -> Duration {
        let hash = Self.hash(payload)
        guard hash == lastHash, let unchangedSince else {
            lastHash = hash
            unchangedSince = time
            return .zero
        }
        return time - unchangedSince
    }

    /// Four interleaved multiply-and-rotate lanes over 8-byte words, so that a frame takes some tens of microseconds.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, UInt64(bytes.count))
        var offset = 0
        while offset + 32 <= bytes.count {
            a = mix(a, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            b = mix(b, bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            c = mix(c, bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
            d = mix(d, bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
            offset += 32
        }
        while offset < bytes.count {
            a = mix(a, UInt64(bytes[offset]))
            offset += 1
        }
        return mix(mix(mix(a, b), c), d)
    }

    private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }
}
