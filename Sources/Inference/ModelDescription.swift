/// The JSON text under `affectstream` in a model file's metadata, as written there. See docs/model-file.md.
struct ModelDescription: Decodable {
    struct Crop: Decodable {
        var width: Int
        var height: Int
        var points: [[Float]]
    }

    struct Normalisation: Decodable {
        var mean: Float
        var scale: Float
    }

    struct Network: Decodable {
        var prefix: String
        var kind: String
        var padding: String
        var channels: [Int]
        var hidden: Int
        var pooling: [[Int]]
        var window: Int
        var outputs: [String]
        var warmUpTicks: Int

        enum CodingKeys: String, CodingKey {
            case prefix, kind, padding, channels, hidden, pooling, window, outputs
            case warmUpTicks = "warm_up_ticks"
        }
    }

    /// Alone, so that a file of a later format is refused for its format and not for what is new in it.
    struct Format: Decodable {
        var format: Int
    }

    var crop: Crop
    var normalisation: Normalisation
    var networks: [Network]
    var provenance: JSONValue?
}
