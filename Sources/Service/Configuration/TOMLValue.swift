/// A value of a configuration file; numbers keep the text that they were written with.
enum TOMLValue: Hashable {
    case string(String)
    case integer(String)
    case float(String)
    case boolean(Bool)
    case strings([String])

    var typeName: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a number"
        case .boolean: "true or false"
        case .strings: "a list of strings"
        }
    }
}
