import Inference
import StreamTypes

/// A model file in words and as JSON, for `affect model inspect`.
public struct ModelSummary {
    private let path: String
    private let model: Model

    /// - Throws: what is wrong with the file.
    public init(path: String) throws {
        self.path = path
        model = try ModelFile.load(path: path)
    }

    public var text: String {
        var lines = ["\(path)", "  identifier  \(model.identifier)"]
        lines.append("  crop        \(model.template.width) x \(model.template.height) pixels, gray")
        lines.append("  warm-up     \(model.warmUpTicks) ticks")
        for network in model.configurations {
            lines.append("  network     \(network.prefix)")
            lines.append("    kind      \(network.kind.rawValue), \(network.padding.rawValue) padding")
            lines.append(
                "    channels  \(network.channels.map(String.init).joined(separator: "/")), hidden \(network.hidden)")
            lines.append(
                "    pooling   \(network.pooling.map { "\($0.time)x\($0.height)x\($0.width)" }.joined(separator: " "))")
            lines.append("    outputs   \(network.outputs.joined(separator: ", "))")
            for name in network.outputs {
                let (window, delay) = (model.windowsMilliseconds[name] ?? 0, model.delaysMilliseconds[name] ?? 0)
                lines.append("              \(name): window \(window) ms, delay \(delay) ms")
            }
        }
        for (key, value) in model.provenance { lines.append("  \(key): \(value)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ModelSummary: Encodable {
    enum CodingKeys: String, CodingKey {
        case path, identifier, crop, networks, provenance
        case warmUpTicks = "warm_up_ticks"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path, forKey: .path)
        try container.encode(model.identifier, forKey: .identifier)
        try container.encode([model.template.width, model.template.height], forKey: .crop)
        try container.encode(model.warmUpTicks, forKey: .warmUpTicks)
        try container.encode(model.configurations.map(NetworkSummary.init), forKey: .networks)
        try container.encode(Dictionary(model.provenance) { first, _ in first }, forKey: .provenance)
    }

    private struct NetworkSummary: Encodable {
        var prefix: String
        var kind: String
        var padding: String
        var channels: [Int]
        var hidden: Int
        var pooling: [[Int]]
        var windowTicks: Int
        var delayTicks: Int
        var outputs: [String]
        var warmUpTicks: Int

        enum CodingKeys: String, CodingKey {
            case prefix, kind, padding, channels, hidden, pooling, outputs
            case windowTicks = "window_ticks"
            case delayTicks = "delay_ticks"
            case warmUpTicks = "warm_up_ticks"
        }

        init(_ network: NetworkConfiguration) {
            prefix = network.prefix
            kind = network.kind.rawValue
            padding = network.padding.rawValue
            channels = network.channels
            hidden = network.hidden
            pooling = network.pooling.map { [$0.time, $0.height, $0.width] }
            windowTicks = network.windowTicks
            delayTicks = network.delayTicks
            outputs = network.outputs
            warmUpTicks = network.warmUpTicks
        }
    }
}
