import TestKit

extension SplitMix64 {
    /// A copy with a few bytes changed, cut out, repeated or cut off.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &self)
            let length = Int.random(in: 0...min(64, bytes.count - at), using: &self)
            switch Int.random(in: 0..<8, using: &self) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[at] = UInt8.random(in: 0...255, using: &self)
            case 2: bytes[at] = [0, 0xFF, 0xD8, 0xD9, 0xDA, 0xC4][Int.random(in: 0..<6, using: &self)]
            case 3: bytes.removeSubrange(at..<at + length)
            case 4: bytes.insert(contentsOf: bytes[at..<at + length], at: at)
            case 5: bytes.removeLast(bytes.count - at)
            case 6: bytes[at] = 0xFF
            default: bytes[min(at % 700, bytes.count - 1)] ^= UInt8.random(in: 1...255, using: &self)
            }
        }
        return bytes
    }
}
