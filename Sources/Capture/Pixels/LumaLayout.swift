/// Where the luma lies in an uncompressed picture: in a plane of its own, or in every second byte.
struct LumaLayout {
    /// The first luma byte of a row.
    let offset: Int
    /// Bytes from one luma sample to the next: 1 (own plane) or 2 (packed 4:2:2).
    let step: Int
    /// Rows of the luma plane's length that the chroma planes take, in halves of the picture's height.
    private let chromaHalves: Int

    init?(_ format: PixelFormat) {
        switch format {
        case .mjpeg, .jpeg: return nil
        case .yuyv, .yvyu: (offset, step, chromaHalves) = (0, 2, 0)
        case .uyvy, .vyuy: (offset, step, chromaHalves) = (1, 2, 0)
        case .nv12, .nv21, .yu12, .yv12: (offset, step, chromaHalves) = (0, 1, 1)
        case .nv16, .yuv422p: (offset, step, chromaHalves) = (0, 1, 2)
        case .grey: (offset, step, chromaHalves) = (0, 1, 0)
        }
    }

    /// Bytes of one row without padding; packed pixels come in pairs.
    func rowBytes(width: Int) -> Int { step == 1 ? width : (width + 1) / 2 * 4 }

    /// The whole picture, without the padding of its last row.
    func byteCount(width: Int, height: Int, bytesPerLine: Int) -> Int {
        let chromaRows = chromaHalves == 1 ? (height + 1) / 2 : chromaHalves == 2 ? height : 0
        return (height + chromaRows - 1) * bytesPerLine + rowBytes(width: width)
    }
}
