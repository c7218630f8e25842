import FoundationEssentials

/// A picture with what was seen in it, as browsers get it: the length of the JSON in 4 bytes, most significant first, one
/// JSON object, and the JPEG data.
enum PicturePacket {
    static func bytes(json: [UInt8], jpeg: [UInt8]) -> Data {
        var packet = Data(capacity: 4 + json.count + jpeg.count)
        withUnsafeBytes(of: UInt32(json.count).bigEndian) { packet.append(contentsOf: $0) }
        packet.append(contentsOf: json)
        packet.append(contentsOf: jpeg)
        return packet
    }
}
