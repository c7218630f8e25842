/// Reads MessagePack, written from its specification and independent of the writer.
struct MessagePackReader {
    private let bytes: [UInt8]
    private var cursor = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    struct Malformed: Error {}

    var isAtEnd: Bool { cursor == bytes.count }

    mutating func value() throws -> Any? {
        let head = try Int(number(1))
        switch head {
        case 0...0x7F: return Int64(head)
        case 0x80...0x8F: return try map(head & 15)
        case 0x90...0x9F: return try array(head & 15)
        case 0xA0...0xBF: return try string(head & 31)
        case 0xC0: return nil
        case 0xC2: return false
        case 0xC3: return true
        case 0xCA: return Float(bitPattern: UInt32(try number(4)))
        case 0xCB: return Double(bitPattern: try number(8))
        case 0xD3: return Int64(bitPattern: try number(8))
        case 0xDA: return try string(Int(number(2)))
        case 0xDC: return try array(Int(number(2)))
        case 0xDE: return try map(Int(number(2)))
        default: throw Malformed()
        }
    }

    private mutating func number(_ count: Int) throws -> UInt64 {
        guard cursor + count <= bytes.count else { throw Malformed() }
        defer { cursor += count }
        return bytes[cursor..<cursor + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func string(_ count: Int) throws -> String {
        guard cursor + count <= bytes.count else { throw Malformed() }
        defer { cursor += count }
        return String(decoding: bytes[cursor..<cursor + count], as: UTF8.self)
    }

    private mutating func array(_ count: Int) throws -> [Any?] { try (0..<count).map { _ in try value() } }

    private mutating func map(_ count: Int) throws -> [String: Any?] {
        var result: [String: Any?] = [:]
        for _ in 0..<count {
            guard let key = try value() as? String else { throw Malformed() }
            result[key] = try value()
        }
        return result
    }
}
