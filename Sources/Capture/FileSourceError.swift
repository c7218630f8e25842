import Matroska

/// Why a file cannot be played.
public enum FileSourceError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case noFrames(path: String)
    case notVideo(path: String, reason: String)
    case tooLarge(path: String, width: Int, height: Int)
    case noFfmpeg(path: String)
    case startBeyondEnd(path: String, seconds: Double)

    init(_ error: MatroskaError, path: String) {
        switch error {
        case .unreadable(_, let reason): self = .unreadable(path: path, reason: reason)
        case .empty: self = .noFrames(path: path)
        default: self = .notVideo(path: path, reason: error.description)
        }
    }

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "source \(path): cannot be read: \(reason). Check the path and its permissions."
        case .noFrames(let path):
            "source \(path): holds no frame: the file is empty or was cut off before its first one. Give another file."
        case .notVideo(let path, let reason):
            "source \(path): is no video that can be read: \(reason)."
        case .tooLarge(let path, let width, let height):
            "source \(path): pictures of \(width) x \(height) are larger than 16384 on a side. Scale the video down first."
        case .noFfmpeg(let path):
            """
            source \(path): the program ffmpeg, which reads files other than MJPEG in Matroska, is not installed. \
            Install it with `sudo apt-get install ffmpeg`.
            """
        case .startBeyondEnd(let path, let seconds):
            "source \(path): ends before --start \(seconds) seconds. Give an earlier start."
        }
    }
}
