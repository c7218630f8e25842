/// A JSON request as sent; ``ControlReader`` checks what is in it.
struct RequestEnvelope: Decodable {
    var cmd: String
    var args: RequestArguments?
    var id: ID?

    enum ID: Decodable {
        case integer(Int64)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }
}
