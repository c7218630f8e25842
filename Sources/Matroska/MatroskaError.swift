import Glibc

/// Why a Matroska file cannot be read or written.
public enum MatroskaError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case empty(path: String)
    case notMatroska(path: String)
    case noVideo(path: String)
    case malformed(path: String, offset: Int64, what: String)
    /// `code` is the `errno` of the call that failed.
    case unwritable(path: String, code: Int32)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason). Check the path and its permissions."
        case .empty(let path):
            "\(path): the file is empty. If it is a recording, it was stopped before its first frame."
        case .notMatroska(let path):
            "\(path): not a Matroska file (it does not start with an EBML header)."
        case .noVideo(let path):
            "\(path): the Matroska file has no video track before its first cluster. Give a file with a picture."
        case .malformed(let path, let offset, let what):
            "\(path): malformed at byte \(offset): \(what). Frames before it can be read; `ffmpeg -i` may save the rest."
        case .unwritable(let path, let code):
            "\(path): cannot be written: \(String(cString: strerror(code))). Frames written before it can be read."
        }
    }
}
