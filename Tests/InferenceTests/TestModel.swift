import Foundation
import TestKit

@testable import Inference

/// A model made of random numbers, and the file that holds it.
struct TestModel {
    struct Tensor {
        var shape: [Int]
        var values: [Float]
    }

    var networks: [NetworkConfiguration]
    var normalisation = Normalisation(mean: 0.45, scale: 0.25)
    var tensors: [String: Tensor] = [:]

    init(_ networks: [NetworkConfiguration], seed: UInt64 = 1) {
        self.networks = networks
        var random = SplitMix64(seed: seed)
        for network in networks {
            for (name, shape) in network.tensors {
                let fanIn = Float(shape.dropFirst().reduce(1, *))
                let bound = shape.count == 1 ? 0.2 : (6 / fanIn).squareRoot()
                tensors[name] = Tensor(shape: shape, values: random.floats(shape.reduce(1, *), within: bound))
            }
        }
    }

    /// The description of docs/model-file.md.
    var description: [String: Any] {
        let entries = networks.map { network -> [String: Any] in
            [
                "prefix": network.prefix, "kind": network.kind.rawValue, "padding": network.padding.rawValue,
                "channels": network.channels, "hidden": network.hidden,
                "pooling": network.pooling.map { [$0.time, $0.height, $0.width] }, "window": network.windowTicks,
                "outputs": network.outputs, "warm_up_ticks": network.warmUpTicks,
            ]
        }
        return [
            "format": 1,
            "crop": [
                "width": networks[0].cropWidth, "height": networks[0].cropHeight,
                "points": [[10, 12], [3, 12], [20, 12], [28, 12], [16, 20]],
            ],
            "normalisation": ["mean": normalisation.mean, "scale": normalisation.scale],
            "networks": entries,
            "provenance": ["name": "test", "seed": 1, "metrics": ["arousal": ["ccc": 0.5]]],
        ]
    }

    var bytes: [UInt8] { SafetensorsWriter.bytes(tensors, description: description) }

    func load() throws -> Model {
        let directory = try TemporaryDirectory()
        let url = directory.file("test.safetensors")
        try Data(bytes).write(to: url)
        return try ModelFile.load(path: url.path)
    }
}

extension NetworkConfiguration {
    /// A small network; the arguments are what a test varies.
    static func small(
        prefix: String = "main.", kind: Kind = .convlstm, padding: Padding = .causal, channels: [Int] = [3, 4, 5, 6],
        hidden: Int = 7, timePooling: [Int] = [1, 1, 1, 1], spatialPooling: [[Int]]? = nil, window: Int = 1,
        outputs: [String] = ["arousal", "valence"], warmUpTicks: Int = 4, cropHeight: Int = 32, cropWidth: Int = 32
    ) -> NetworkConfiguration {
        let spatial = spatialPooling ?? [[2, 2], [2, 2], [2, 2], [2, 2]]
        return NetworkConfiguration(
            prefix: prefix, kind: kind, padding: padding, channels: channels, hidden: hidden,
            pooling: zip(timePooling, spatial).map { .init(time: $0, height: $1[0], width: $1[1]) },
            windowTicks: window, outputs: outputs, warmUpTicks: warmUpTicks, cropHeight: cropHeight,
            cropWidth: cropWidth)
    }
}
