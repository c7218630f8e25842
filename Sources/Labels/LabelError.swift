import Glibc

/// Why labels cannot be read, saved or scored.
public enum LabelError: Error, Equatable, CustomStringConvertible {
    case badName(String)
    case reservedName(String)
    case noSession(path: String)
    case noLabels(path: String)
    case unreadable(path: String, code: Int32)
    case unwritable(path: String, code: Int32)
    case tooLarge(path: String, bytes: Int64)
    case malformed(path: String, line: Int, problem: String)
    case notInOrder(nanoseconds: Int64)
    case outOfRange(Double)
    case exists(path: String)
    case busy(path: String)

    public var description: String {
        switch self {
        case .badName(let name):
            "\"\(name)\": a name of a person, rater or dimension must be 1 to 64 letters, digits, _ and -."
        case .reservedName(let name):
            "\"\(name)\": events, exclusions and lags are files of their own, and no dimensions. Give another name."
        case .noSession(let path):
            "\(path): there is no session there. Give the folder that --record made."
        case .noLabels(let path):
            "\(path): there are no labels there. Label the session first, or import labels with `affect import`."
        case .unreadable(let path, let code):
            "\(path): cannot be read: \(Self.words(code)). Check the path and its permissions."
        case .unwritable(let path, let code):
            "\(path): cannot be written: \(Self.words(code)). Check the folder, its permissions and the disk."
        case .tooLarge(let path, let bytes):
            "\(path): has \(bytes >> 20) MiB, more than any file of labels. Check that it is one."
        case .malformed(let path, let line, let problem):
            "\(path), line \(line): \(problem)."
        case .notInOrder(let time):
            "The sample at \(time) ns is not later than the one before it: times must grow."
        case .outOfRange(let value):
            "\(value): a value must be -1 to 1; scale the labels first."
        case .exists(let path):
            "\(path): is there already, and nothing is overwritten. Give another name."
        case .busy(let path):
            "\(path): somebody else is labelling under this name at this moment. Use another rater's name."
        }
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
