import Glibc

/// Why a session cannot be recorded, read or removed.
public enum SessionError: Error, Equatable, CustomStringConvertible {
    case badName(path: String)
    case exists(path: String)
    case noRoom(path: String, freeMebibytes: Int64, neededMebibytes: Int64)
    case notASession(path: String, reason: String)
    case busy(path: String)
    case unreadable(path: String, code: Int32)
    case unwritable(path: String, code: Int32)
    case noPixels(path: String)

    public var description: String {
        switch self {
        case .badName(let path):
            "session \(path): its name must be 1 to 64 letters, digits, _ and -. Example: --record sessions/anna_01"
        case .exists(let path):
            "session \(path): is there already, and nothing is overwritten. Give another name."
        case .noRoom(let path, let free, let needed):
            """
            session \(path): the disk has \(free) MiB free, and recording keeps \(needed) MiB free. \
            Free some space, record elsewhere, or give a smaller --keep-free.
            """
        case .notASession(let path, let reason):
            "session \(path): is no session that can be read: \(reason). Give the folder that --record made."
        case .busy(let path):
            "session \(path): is being recorded at this moment. Stop the recording first."
        case .unreadable(let path, let code):
            "\(path): cannot be read: \(Self.words(code)). Check the path and its permissions."
        case .unwritable(let path, let code):
            "\(path): cannot be written: \(Self.words(code)). Check the folder, its permissions and the disk."
        case .noPixels(let path):
            """
            session \(path): holds no pictures and no crops (mode features), so there is nothing to judge again. \
            Its messages are in feed.jsonl.
            """
        }
    }

    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
