import FoundationEssentials

/// What a recorded `notify.model.changed.` message says.
struct RecordedModel: Decodable {
    /// Of the file in the model folder, without its ending.
    var name: String
    /// 12 hexadecimal digits.
    var identifier: String
    private var topic: String

    enum CodingKeys: String, CodingKey {
        case name, topic
        case identifier = "model"
    }

    /// Nil for every other message.
    static func parse(_ bytes: [UInt8]) -> RecordedModel? {
        guard let model = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
            model.topic == "notify.model.changed."
        else { return nil }
        return model
    }
}
