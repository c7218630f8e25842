import Foundation
import StreamTypes

/// Binary PGM with 255 levels and without comments, as ffmpeg writes it.
enum PortableGraymap {
    struct Malformed: Error {
        var file: String
    }

    static func read(_ url: URL) throws -> GrayImage {
        let data = try Data(contentsOf: url)
        let header = data.prefix(64).split(
            maxSplits: 4, omittingEmptySubsequences: true, whereSeparator: { $0 == 10 || $0 == 32 })
        guard header.count == 5, header[0].elementsEqual("P5".utf8), header[3].elementsEqual("255".utf8),
            let width = Int(String(decoding: header[1], as: UTF8.self)),
            let height = Int(String(decoding: header[2], as: UTF8.self)), data.count > width * height
        else { throw Malformed(file: url.lastPathComponent) }
        let image = GrayImage(width: width, height: height)
        _ = data.suffix(width * height).copyBytes(to: image.bytes)
        return image
    }
}
