import FoundationEssentials

/// Any JSON value, for the part of a model's description that is only shown.
enum JSONValue: Decodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Pairs of a dotted path and a value, in the order of the paths; an empty array or object gives none.
    func flattened(under path: String = "") -> [(key: String, value: String)] {
        switch self {
        case .null: [(path, "null")]
        case .boolean(let value): [(path, String(value))]
        case .integer(let value): [(path, String(value))]
        case .number(let value): [(path, String(value))]
        case .string(let value): [(path, value)]
        case .array(let values):
            values.enumerated().flatMap { $1.flattened(under: "\(path)[\($0)]") }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap {
                $0.value.flattened(under: path.isEmpty ? $0.key : "\(path).\($0.key)")
            }
        }
    }
}
