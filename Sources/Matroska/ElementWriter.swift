/// Builds EBML elements in memory (RFC 8794).
struct ElementWriter {
    private(set) var bytes: [UInt8] = []

    /// Eight bytes of size that mean "unknown": the element ends where its parent's next one begins.
    static let unknownSize: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func id(_ id: UInt32) {
        let length = (32 - id.leadingZeroBitCount + 7) / 8
        for index in (0..<length).reversed() { bytes.append(UInt8(truncatingIfNeeded: id >> UInt32(8 * index))) }
    }

    mutating func raw(_ content: [UInt8]) { bytes.append(contentsOf: content) }

    /// A size in four bytes, or in eight where it needs them.
    ///
    /// - Precondition: 0 <= `size` < 2⁵⁶ - 1.
    mutating func size(_ size: Int) {
        if size < 1 << 28 - 1 { return bigEndian(UInt64(size) | 1 << 28, bytes: 4) }
        bigEndian(UInt64(size) | 1 << 56, bytes: 8)
    }

    mutating func bigEndian(_ value: UInt64, bytes count: Int) {
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }

    /// An unsigned number in eight bytes, so that elements keep their length whatever they say.
    mutating func unsigned(_ id: UInt32, _ value: UInt64) {
        self.id(id)
        bytes.append(0x88)
        bigEndian(value, bytes: 8)
    }

    mutating func double(_ id: UInt32, _ value: Double) { unsigned(id, value.bitPattern) }

    mutating func text(_ id: UInt32, _ value: String) { element(id) { $0.raw(Array(value.utf8)) } }

    mutating func element(_ id: UInt32, _ body: (inout ElementWriter) -> Void) {
        var content = ElementWriter()
        body(&content)
        self.id(id)
        size(content.bytes.count)
        bytes.append(contentsOf: content.bytes)
    }

    /// Room of `count` bytes, at least 2 and at most 128, that readers pass over.
    mutating func void(count: Int) {
        id(ElementID.void)
        bytes.append(0x80 | UInt8(count - 2))
        bytes.append(contentsOf: repeatElement(0, count: count - 2))
    }
}
