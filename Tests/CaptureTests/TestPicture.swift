import CTurboJPEG

/// Pictures with structure, made by arithmetic, and their JPEG files.
enum TestPicture {
    /// `height × width` gray bytes: waves and edges that differ from one `seed` to the next.
    static func gray(width: Int, height: Int, seed: Int = 0) -> [UInt8] {
        (0..<width * height).map { index in
            let (x, y) = (index % width, index / width)
            let wave = (x * (3 + seed % 5) + y * (7 + seed % 3)) % 256
            return UInt8((x / 16 + y / 16 + seed) % 2 == 0 ? wave : 255 - wave)
        }
    }

    /// A baseline JPEG of a gray picture, coded as YCbCr 4:2:2 as webcams do, with the standard Huffman tables.
    static func jpeg(width: Int, height: Int, seed: Int = 0, quality: Int32 = 90) -> [UInt8] {
        jpeg(gray(width: width, height: height, seed: seed), width: width, height: height, quality: quality)
    }

    static func jpeg(_ gray: [UInt8], width: Int, height: Int, quality: Int32 = 90) -> [UInt8] {
        let rgb = gray.flatMap { [$0, $0, $0] }
        let handle = tjInitCompress()
        defer { tjDestroy(handle) }
        var data: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        let status = tjCompress2(
            handle, rgb, Int32(width), 0, Int32(height), Int32(TJPF_RGB.rawValue), &data, &count,
            Int32(TJSAMP_422.rawValue), quality, 0)
        defer { tjFree(data) }
        precondition(status == 0)
        return Array(UnsafeBufferPointer(start: data, count: Int(count)))
    }

    /// The same JPEG without its segments of one kind.
    static func removingSegments(marker: UInt8, from jpeg: [UInt8]) -> [UInt8] {
        var (result, position) = (Array(jpeg.prefix(2)), 2)
        while position + 4 <= jpeg.count {
            let end = position + 2 + Int(jpeg[position + 2]) << 8 + Int(jpeg[position + 3])
            let found = jpeg[position + 1]
            if found == 0xDA { break }
            if found != marker { result += jpeg[position..<end] }
            position = end
        }
        return result + jpeg[position...]
    }
}
