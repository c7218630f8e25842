/// MessagePack with string keys (the format's specification of 2013), as Pupil's clients read it.
struct MessagePackWriter: MessageWriter {
    static let carriesTimestamp = true

    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(4096) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func beginMap(count: Int) {
        if count < 16 { return bytes.append(0x80 | UInt8(count)) }
        bytes.append(0xDE)
        append(UInt16(count))
    }

    mutating func endMap() {}

    mutating func beginArray(count: Int) {
        if count < 16 { return bytes.append(0x90 | UInt8(count)) }
        bytes.append(0xDC)
        append(UInt16(count))
    }

    mutating func endArray() {}

    mutating func key(_ name: StaticString) {
        appendHeader(length: name.utf8CodeUnitCount)
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    mutating func string(_ value: String) {
        appendHeader(length: value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    mutating func string(ascii: UnsafeBufferPointer<UInt8>) {
        appendHeader(length: ascii.count)
        bytes.append(contentsOf: ascii)
    }

    mutating func integer(_ value: Int64) {
        if (0..<128).contains(value) { return bytes.append(UInt8(value)) }
        bytes.append(0xD3)
        append(UInt64(bitPattern: value))
    }

    mutating func float(_ value: Float) {
        guard value.isFinite else { return null() }
        bytes.append(0xCA)
        append(value.bitPattern)
    }

    mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        bytes.append(0xCB)
        append(value.bitPattern)
    }

    mutating func boolean(_ value: Bool) { bytes.append(value ? 0xC3 : 0xC2) }

    mutating func null() { bytes.append(0xC0) }

    private mutating func appendHeader(length: Int) {
        if length < 32 { return bytes.append(0xA0 | UInt8(length)) }
        bytes.append(0xDA)
        append(UInt16(clamping: length))
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
