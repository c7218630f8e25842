/// Why the data of one frame cannot be used. Such a frame is counted and left out; the network never sees it.
public enum FrameDamage: String, Error, CaseIterable, Sendable {
    /// The driver marked the buffer (`V4L2_BUF_FLAG_ERROR`).
    case driverFlag = "driver_flag"
    /// Too few bytes for the picture, or more than the buffer holds.
    case payloadSize = "payload_size"
    /// Not a JPEG: no start-of-image marker.
    case startMarker = "start_marker"
    /// A JPEG without end-of-image marker: cut short.
    case endMarker = "end_marker"
    /// A JPEG whose marker segments contradict each other or are incomplete.
    case header = "header"
    /// A JPEG of a size that was not asked for, or larger than ``GrayImage/maximumSide``.
    case pictureSize = "picture_size"
    /// A JPEG whose entropy-coded data do not decode to the whole picture.
    case corrupt = "corrupt"
}
