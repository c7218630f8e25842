/// Writes numbers as binary files have them, lowest byte first.
struct LittleEndianWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: Double) { append(value.bitPattern) }

    mutating func append(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// A length of 32 bits, then the text.
    mutating func append(text: String) {
        append(UInt32(text.utf8.count))
        append(bytes: text.utf8)
    }
}
