import FoundationEssentials

/// A request of the page to the stream: `{"cmd", "args"}`.
struct ControlOrder: Codable, Hashable, Sendable {
    var cmd: String
    var args: [String: Value]?
    var id: Int?

    /// What the page may ask for; the stream decides whether it does it.
    static let commands: Set = [
        "status", "pause", "resume", "annotate", "record.start", "record.split", "record.stop", "calibrate", "reload",
    ]

    enum Value: Codable, Hashable, Sendable {
        case text(String)
        case integer(Int64)
        case number(Double)
        case truth(Bool)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                self = .truth(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .truth(let value): try container.encode(value)
            }
        }
    }

    /// Nil for what is no request, or none that the page may make.
    init?(_ json: Data) {
        guard let order = try? JSONDecoder().decode(Self.self, from: json), Self.commands.contains(order.cmd) else {
            return nil
        }
        self = order
        for (key, value) in args ?? [:] where key.hasSuffix("_ns") {
            if case .text(let digits) = value, let time = Int64(digits) { args?[key] = .integer(time) }
        }
    }

    /// The request for the control socket.
    func request(id: Int) -> [UInt8] {
        var order = self
        order.id = id
        return (try? JSONEncoder().encode(order)).map(Array.init) ?? []
    }
}
