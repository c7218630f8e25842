/// A four-character code as V4L2 names its pixel formats, first character in the lowest byte.
public struct FourCC: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The code of up to four ASCII characters, filled up with spaces.
    public init(_ name: String) {
        var value: UInt32 = 0
        for (index, character) in (Array(name.utf8) + [32, 32, 32, 32]).prefix(4).enumerated() {
            value |= UInt32(character) << (8 * UInt32(index))
        }
        rawValue = value
    }

    /// The characters; what cannot be printed is shown as a dot.
    public var description: String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> (8 * UInt32($0))) }
        return String(decoding: bytes.map { (32..<127).contains($0) ? $0 : 46 }, as: UTF8.self)
    }
}
