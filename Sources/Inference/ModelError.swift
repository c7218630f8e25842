import Glibc

/// Why a model file was refused. Each description is one sentence that names the file, what was found and what was expected.
public enum ModelError: Error, Equatable, CustomStringConvertible {
    /// The file could not be opened or read.
    case unreadable(path: String, errno: Int32)
    case notAFile(path: String)
    case tooLarge(path: String, bytes: Int, limit: Int)
    /// The bytes are not a safetensors file.
    case malformed(path: String, detail: String)
    /// An entry of the description (the metadata's `affectstream`) is missing or out of its range.
    case configuration(path: String, entry: String, expected: String, found: String)
    case tensor(path: String, name: String, expected: String, found: String)
    case missingTensor(path: String, name: String, expected: String)
    case unknownTensor(path: String, name: String)
    /// A weight is infinite or not a number.
    case notFinite(path: String, name: String, index: Int)
    case outOfMemory(path: String, bytes: Int, limit: Int)

    public var description: String {
        switch self {
        case .unreadable(let path, let code):
            "Cannot read the model file \(path): \(String(cString: strerror(code))) (\(Self.name(ofErrno: code))); "
                + "check the path and its permissions."
        case .notAFile(let path):
            "The model \(path) is not a regular file; give the path of a .safetensors file."
        case .tooLarge(let path, let bytes, let limit):
            "The model file \(path) has \(bytes) bytes, more than the \(limit) that are accepted."
        case .malformed(let path, let detail):
            "The model file \(path) is not a safetensors file: \(detail); export or copy it again."
        case .configuration(let path, let entry, let expected, let found):
            "The model file \(path) is described wrongly: \(entry) should be \(expected), but is \(found)."
        case .tensor(let path, let name, let expected, let found):
            "The model file \(path) does not match its description: tensor \(name) should be \(expected), but is \(found)."
        case .missingTensor(let path, let name, let expected):
            "The model file \(path) does not match its description: tensor \(name) (\(expected)) is missing."
        case .unknownTensor(let path, let name):
            "The model file \(path) does not match its description: no network of it has a tensor \(name)."
        case .notFinite(let path, let name, let index):
            "The model file \(path) is damaged: value \(index) of tensor \(name) is not a finite number."
        case .outOfMemory(let path, let bytes, let limit):
            "The model file \(path) describes a network that would need \(bytes) bytes of memory, more than the \(limit) "
                + "that are accepted."
        }
    }

    private static func name(ofErrno code: Int32) -> String {
        switch code {
        case ENOENT: "ENOENT"
        case EACCES: "EACCES"
        case EISDIR: "EISDIR"
        case ENOTDIR: "ENOTDIR"
        case ELOOP: "ELOOP"
        case EIO: "EIO"
        case EMFILE: "EMFILE"
        case ENAMETOOLONG: "ENAMETOOLONG"
        default: "errno \(code)"
        }
    }
}
