/// Reads numbers as binary files have them, lowest byte first; nil, and nothing more, once the bytes end.
struct LittleEndianReader {
    private let bytes: ArraySlice<UInt8>
    private var cursor: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        cursor = bytes.startIndex
    }

    var isAtEnd: Bool { cursor == bytes.endIndex }
    /// What was not read yet.
    var rest: ArraySlice<UInt8> { bytes[cursor...] }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.endIndex - cursor else {
            cursor = bytes.endIndex
            return nil
        }
        defer { cursor += count }
        return bytes[cursor..<cursor + count]
    }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
        guard let bytes = take(MemoryLayout<Value>.size) else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func double() -> Double? { integer(UInt64.self).map { Double(bitPattern: $0) } }

    /// A length of 32 bits, then the text.
    mutating func text() -> String? {
        integer(UInt32.self).flatMap { take(Int($0)) }.map { String(decoding: $0, as: UTF8.self) }
    }
}
