/// The pixel formats of cameras that are read, by their V4L2 names.
///
/// Source: Linux kernel documentation, "Image Formats" (`Documentation/userspace-api/media/v4l/pixfmt.rst`).
public enum PixelFormat: String, CaseIterable, Sendable {
    /// Motion JPEG, and its twin "JPEG".
    case mjpeg = "MJPG"
    case jpeg = "JPEG"
    case yuyv = "YUYV"
    case uyvy = "UYVY"
    case yvyu = "YVYU"
    case vyuy = "VYUY"
    case nv12 = "NV12"
    case nv21 = "NV21"
    case nv16 = "NV16"
    case yu12 = "YU12"
    case yv12 = "YV12"
    case yuv422p = "422P"
    case grey = "GREY"

    public init?(fourCC: FourCC) { self.init(rawValue: fourCC.description) }

    /// The format of a V4L2 name as people write it: in any case, also "MJPEG" and "YUY2".
    public init?(name: String) {
        let name = name.uppercased()
        let synonyms = ["MJPEG": "MJPG", "YUY2": "YUYV", "I420": "YU12", "GRAY": "GREY"]
        self.init(rawValue: synonyms[name] ?? name)
    }

    public var fourCC: FourCC { FourCC(rawValue) }

    public var isCompressed: Bool { self == .mjpeg || self == .jpeg }
}
