/// The JSON object at the start of a safetensors file: tensors by name, and text by name under `__metadata__`.
struct SafetensorsHeader: Decodable {
    struct Entry: Decodable {
        var type: String
        var shape: [Int]
        /// Begin and end in bytes of the data.
        var offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case type = "dtype"
            case shape
            case offsets = "data_offsets"
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Name.self)
        for name in members.allKeys {
            if name.stringValue == "__metadata__" {
                metadata = try members.decode([String: String].self, forKey: name)
            } else {
                tensors[name.stringValue] = try members.decode(Entry.self, forKey: name)
            }
        }
    }
}
