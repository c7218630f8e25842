public import StreamTypes

/// A model file that was read and checked: everything that the stream needs of it.
public struct Model: Sendable {
    /// First 12 hexadecimal digits of the file's SHA-256.
    public let identifier: String
    /// One for each network of the file.
    public let configurations: [NetworkConfiguration]
    public let template: CropTemplate
    public let normalisation: Normalisation
    /// What the file says about its making, as dotted names and values, sorted by name.
    public let provenance: [(key: String, value: String)]
    /// Packed once, shared by every face and thread.
    let weights: [NetworkWeights]

    /// Names of all outputs, network after network.
    public var outputNames: [String] { configurations.flatMap(\.outputs) }

    /// Steps after a reset that are flagged: as many as the file says, and those without an output.
    public var warmUpTicks: Int { configurations.map { max($0.warmUpTicks, $0.delayTicks) }.max() ?? 0 }

    /// By output: how long the crops are averaged.
    public var windowsMilliseconds: [String: Int] { perOutput { $0.windowTicks * Self.tickMilliseconds } }

    /// By output: how far its value lags behind the crop it belongs to.
    public var delaysMilliseconds: [String: Int] { perOutput { $0.delayTicks * Self.tickMilliseconds } }

    /// The networks run at 10 Hz.
    static let tickMilliseconds = 100

    private func perOutput(_ value: (NetworkConfiguration) -> Int) -> [String: Int] {
        var values: [String: Int] = [:]
        for configuration in configurations {
            for name in configuration.outputs { values[name] = value(configuration) }
        }
        return values
    }
}
