/// Bounds the nesting of a JSON text before a recursive decoder sees it.
enum JSONDepth {
    /// Whether no bracket outside of a string is nested deeper than `limit`. One pass over the bytes.
    static func isWithin(_ limit: Int, _ bytes: some Sequence<UInt8>) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return true
    }
}

extension DecodingError {
    /// Where decoding stopped and why, for a message: `networks[0].window (expected a number)`.
    var location: String {
        let context: Context
        switch self {
        case .typeMismatch(_, let it), .valueNotFound(_, let it), .keyNotFound(_, let it), .dataCorrupted(let it):
            context = it
        @unknown default: return "an unknown place"
        }
        var path = ""
        for key in context.codingPath {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return "\(path.isEmpty ? "its top level" : path) (\(context.debugDescription))"
    }
}
