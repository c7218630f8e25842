/// What ends a run because of its camera or recording. A camera that only went away is no error: see ``FrameEvent/offline(reason:)``.
public enum CaptureError: Error, Equatable, CustomStringConvertible {
    /// The JPEG decoder cannot be set up.
    case decoderUnavailable
    /// A pixel format was asked for that this program does not read.
    case unknownFormat(String)
    /// A size or rate was asked for that no camera has.
    case impossibleSize(width: Int, height: Int, framesPerSecond: Double)
    /// The camera lacks the pixel format that was asked for.
    case formatNotOffered(device: String, format: String, offered: [String])
    /// The camera has no pixel format that this program reads.
    case noReadableFormat(device: String, offered: [String])
    /// What was named is no camera, or one that this program cannot read.
    case notACamera(device: String, reason: String)
    /// The system does not let this user or program open the camera.
    case noPermission(device: String, reason: String)
    case unknownControl(device: String, control: String, offered: [String])
    case controlOutOfRange(device: String, control: String, value: Int, range: ClosedRange<Int>)

    public var description: String {
        switch self {
        case .decoderUnavailable:
            "JPEG decoder: cannot be set up: out of memory. Free some memory and start again."
        case .unknownFormat(let name):
            "camera format \(name): not a format that is read. Choose one of "
                + PixelFormat.allCases.map(\.rawValue).joined(separator: ", ") + ", or leave it out."
        case .impossibleSize(let width, let height, let rate):
            "camera size \(width)x\(height) at \(rate) fps: width and height go from 1 to 16384, the rate from 0.1 to "
                + "1000. 640x480 at 30 is the usual choice."
        case .formatNotOffered(let device, let format, let offered):
            "camera \(device): does not offer \(format), but \(offered.joined(separator: ", ")). Choose one of them, or "
                + "leave the format out."
        case .noReadableFormat(let device, let offered):
            "camera \(device): offers \(offered.isEmpty ? "no format" : offered.joined(separator: ", ")), and none of "
                + "the formats that are read (\(PixelFormat.allCases.map(\.rawValue).joined(separator: ", "))). Old "
                + "cameras work through libv4l: start with LD_PRELOAD=libv4l/v4l2convert.so, or use another camera."
        case .notACamera(_, let reason), .noPermission(_, let reason): reason
        case .unknownControl(let device, let control, let offered):
            "camera \(device): has no control \(control), but "
                + "\(offered.isEmpty ? "none at all" : offered.joined(separator: ", ")). Correct the name."
        case .controlOutOfRange(let device, let control, let value, let range):
            "camera \(device): control \(control) goes from \(range.lowerBound) to \(range.upperBound), not \(value). "
                + "Choose a value in that range."
        }
    }
}
