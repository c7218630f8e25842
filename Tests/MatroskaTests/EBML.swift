/// Builds small Matroska files byte by byte, good and bad ones.
enum EBML {
    static func element(_ id: [UInt8], _ content: [UInt8]) -> [UInt8] {
        id + size(content.count) + content
    }

    /// Four-byte sizes, as long as the content may be.
    static func size(_ count: Int) -> [UInt8] {
        [0x10 | UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    }

    static let unknownSize: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    static let header = element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("matroska".utf8)))
    static let segmentOfUnknownSize: [UInt8] = [0x18, 0x53, 0x80, 0x67] + unknownSize

    static func tracks(codec: String = "V_MJPEG", number: UInt8 = 1, type: UInt8 = 1) -> [UInt8] {
        let video = element([0xE0], element([0xB0], [0x02, 0x80]) + element([0xBA], [0x01, 0x68]))
        let entry =
            element([0xD7], [number]) + element([0x83], [type]) + element([0x86], Array(codec.utf8)) + video
        return element([0x16, 0x54, 0xAE, 0x6B], element([0xAE], entry))
    }

    static func cluster(timestamp: UInt8, blocks: [UInt8]) -> [UInt8] {
        [0x1F, 0x43, 0xB6, 0x75] + unknownSize + element([0xE7], [timestamp]) + blocks
    }

    static func simpleBlock(track: UInt8 = 1, relative: Int16, flags: UInt8 = 0x80, _ data: [UInt8]) -> [UInt8] {
        let time = UInt16(bitPattern: relative)
        return element([0xA3], [0x80 | track, UInt8(time >> 8), UInt8(time & 255), flags] + data)
    }

    static func blockGroup(relative: Int16, _ data: [UInt8]) -> [UInt8] {
        let time = UInt16(bitPattern: relative)
        return element([0xA0], element([0xA1], [0x81, UInt8(time >> 8), UInt8(time & 255), 0] + data))
    }
}
