import FoundationEssentials
import StreamTypes

extension ModelDescription {
    static let supportedFormat = 1

    /// Reads the description from a file's metadata.
    init(of file: Safetensors) throws(ModelError) {
        guard let text = file.metadata["affectstream"] else {
            throw .configuration(
                path: file.path, entry: "affectstream in the metadata", expected: "a description of the networks",
                found: "missing")
        }
        guard JSONDepth.isWithin(Safetensors.maximumDepth, text.utf8) else {
            throw .configuration(
                path: file.path, entry: "affectstream", expected: "JSON of at most \(Safetensors.maximumDepth) levels",
                found: "nested deeper")
        }
        let format = try Self.decode(Format.self, text, path: file.path).format
        guard format == Self.supportedFormat else {
            throw .configuration(
                path: file.path, entry: "format", expected: "\(Self.supportedFormat)", found: "\(format)")
        }
        self = try Self.decode(ModelDescription.self, text, path: file.path)
    }

    private static func decode<T: Decodable>(_ type: T.Type, _ text: String, path: String) throws(ModelError) -> T {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw .configuration(
                path: path, entry: "affectstream", expected: "JSON as in docs/model-file.md",
                found: "unreadable at \(error.location)")
        } catch {
            throw .configuration(
                path: path, entry: "affectstream", expected: "JSON as in docs/model-file.md", found: "unreadable")
        }
    }

    /// The crop template, its sides and points checked.
    func template(path: String) throws(ModelError) -> CropTemplate {
        for (entry, side) in [("crop.width", crop.width), ("crop.height", crop.height)] {
            try Self.expect(side, in: 8...512, entry, path: path)
        }
        let isWhole = crop.points.count == FacePoints.count && crop.points.allSatisfy { $0.count == 2 }
        let limit: Float = 4096
        guard isWhole && crop.points.allSatisfy({ $0.allSatisfy { (-limit...limit).contains($0) } }) else {
            throw .configuration(
                path: path, entry: "crop.points", expected: "five pairs x, y in pixels", found: "\(crop.points)")
        }
        let points = crop.points.map { Point(x: $0[0], y: $0[1]) }
        return CropTemplate(
            width: crop.width, height: crop.height,
            points: FacePoints(points[0], points[1], points[2], points[3], points[4]))
    }

    /// The normalisation, checked to give finite numbers.
    func checkedNormalisation(path: String) throws(ModelError) -> Inference.Normalisation {
        guard (-100...100).contains(normalisation.mean) else {
            throw .configuration(
                path: path, entry: "normalisation.mean", expected: "in -100...100", found: "\(normalisation.mean)")
        }
        guard (1e-3...1e3).contains(abs(normalisation.scale)) else {
            throw .configuration(
                path: path, entry: "normalisation.scale", expected: "0.001...1000 or its negative",
                found: "\(normalisation.scale)")
        }
        return .init(mean: normalisation.mean, scale: normalisation.scale)
    }

    /// The networks, every number checked.
    func configurations(path: String) throws(ModelError) -> [NetworkConfiguration] {
        try Self.expect(networks.count, in: 1...8, "the number of networks", path: path)
        var configurations: [NetworkConfiguration] = []
        for (index, network) in networks.enumerated() {
            configurations.append(
                try network.checked(entry: "networks[\(index)]", cropHeight: crop.height, cropWidth: crop.width, path))
        }
        let names = configurations.flatMap(\.outputs)
        let prefixes = configurations.map(\.prefix)
        for (entry, values) in [("outputs", names), ("prefix", prefixes)] where Set(values).count != values.count {
            throw .configuration(
                path: path, entry: "\(entry) of the networks", expected: "different from each other",
                found: values.joined(separator: ", "))
        }
        return configurations
    }

    fileprivate static func expect(
        _ value: Int, in range: ClosedRange<Int>, _ entry: String, path: String
    ) throws(ModelError) {
        guard range.contains(value) else {
            throw .configuration(
                path: path, entry: entry, expected: "in \(range.lowerBound)...\(range.upperBound)", found: "\(value)")
        }
    }
}

extension ModelDescription.Network {
    fileprivate func checked(
        entry: String, cropHeight: Int, cropWidth: Int, _ path: String
    ) throws(ModelError) -> NetworkConfiguration {
        func refuse(_ name: String, _ expected: String, _ found: String) -> ModelError {
            .configuration(path: path, entry: "\(entry).\(name)", expected: expected, found: found)
        }
        guard let kind = NetworkConfiguration.Kind(rawValue: kind) else {
            throw refuse("kind", "convlstm or conv3d", self.kind)
        }
        guard let padding = NetworkConfiguration.Padding(rawValue: padding) else {
            throw refuse("padding", "causal or same", self.padding)
        }
        guard channels.count == 4 && channels.allSatisfy({ (1...1024).contains($0) }) else {
            throw refuse("channels", "four numbers in 1...1024", "\(channels)")
        }
        guard pooling.count == 4 && pooling.allSatisfy({ $0.count == 3 }) else {
            throw refuse("pooling", "four kernels T × H × W", "\(pooling)")
        }
        guard pooling.allSatisfy({ (1...2).contains($0[0]) }) else {
            throw refuse("pooling", "of strides 1 or 2 in time", "\(pooling)")
        }
        var (height, width) = (cropHeight, cropWidth)
        for kernel in pooling {
            guard (1...height).contains(kernel[1]) && (1...width).contains(kernel[2]) else {
                throw refuse("pooling", "kernels that fit the \(cropHeight) × \(cropWidth) crop", "\(pooling)")
            }
            height /= kernel[1]
            width /= kernel[2]
        }
        try ModelDescription.expect(hidden, in: 1...8192, "\(entry).hidden", path: path)
        try ModelDescription.expect(window, in: 1...64, "\(entry).window", path: path)
        try ModelDescription.expect(warmUpTicks, in: 0...100_000, "\(entry).warm_up_ticks", path: path)
        guard (1...16).contains(outputs.count) && outputs.allSatisfy({ (1...64).contains($0.utf8.count) }) else {
            throw refuse("outputs", "1 to 16 names of at most 64 bytes", "\(outputs)")
        }
        return NetworkConfiguration(
            prefix: prefix, kind: kind, padding: padding, channels: channels, hidden: hidden,
            pooling: pooling.map { .init(time: $0[0], height: $0[1], width: $0[2]) }, windowTicks: window,
            outputs: outputs, warmUpTicks: warmUpTicks, cropHeight: cropHeight, cropWidth: cropWidth)
    }
}
