/// The parts of one JPEG image that matter before it is decoded, found by walking its marker segments.
///
/// Source: ITU-T T.81, annex B. Takes time proportional to the number of segments; to the whole length only for an image with
/// garbage after its end or without one.
struct JPEGSegments {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var hasHuffmanTables = false
    /// Just past the end-of-image marker; the padding that many cameras append lies behind it.
    private(set) var end = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(FrameDamage) {
        guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] == Self.startOfImage else { throw .startMarker }
        let scan = try walk(bytes)
        guard let end = Self.endOfImage(in: bytes, after: scan) else { throw .endMarker }
        self.end = end
    }

    /// - Returns: where the entropy-coded data start.
    private mutating func walk(_ bytes: UnsafeRawBufferPointer) throws(FrameDamage) -> Int {
        var position = 2
        var hasQuantisationTables = false
        while position + 4 <= bytes.count {
            guard bytes[position] == 0xFF else { throw .header }
            let marker = bytes[position + 1]
            if marker == 0xFF {  // A fill byte.
                position += 1
                continue
            }
            guard marker >= 0xC0, !Self.standalone.contains(marker) else { throw .header }
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            let next = position + 2 + length
            guard length >= 2 else { throw .header }
            guard next <= bytes.count else { throw .endMarker }
            switch marker {
            case Self.startOfScan:
                guard hasQuantisationTables, width > 0, height > 0 else { throw .header }
                return next
            case Self.quantisationTables: hasQuantisationTables = true
            case Self.huffmanTables: hasHuffmanTables = true
            case 0xC0...0xCF where marker != Self.arithmeticConditioning:
                guard length >= 8 else { throw .header }
                height = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
                width = Int(bytes[position + 7]) << 8 | Int(bytes[position + 8])
            default: break
            }
            position = next
        }
        throw .endMarker
    }

    /// The Huffman tables of a whole image, as segments.
    static func huffmanTables(in bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var (tables, position) = ([UInt8](), 2)
        while position + 4 <= bytes.count, bytes[position] == 0xFF, bytes[position + 1] != startOfScan {
            let next = position + 2 + (Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]))
            guard next <= bytes.count else { break }
            if bytes[position + 1] == huffmanTables { tables.append(contentsOf: bytes[position..<next]) }
            position = next
        }
        return tables
    }

    /// In entropy-coded data every 0xFF is followed by 0x00 or a restart marker, so the last `FF D9` is the end.
    private static func endOfImage(in bytes: UnsafeRawBufferPointer, after scan: Int) -> Int? {
        var position = bytes.count - 1
        while position > scan {
            if bytes[position] == 0xD9, bytes[position - 1] == 0xFF { return position + 1 }
            position -= 1
        }
        return nil
    }

    private static let startOfImage: UInt8 = 0xD8
    private static let startOfScan: UInt8 = 0xDA
    private static let quantisationTables: UInt8 = 0xDB
    private static let huffmanTables: UInt8 = 0xC4
    private static let arithmeticConditioning: UInt8 = 0xCC
    /// Restart, start and end markers have no length; none belongs before the first scan.
    private static let standalone: ClosedRange<UInt8> = 0xD0...0xD9
}
