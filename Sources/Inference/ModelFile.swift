/// Reads model files as docs/model-file.md defines them.
public enum ModelFile {
    /// Weights as packed and the state of one face together may not need more.
    static let maximumMemoryBytes = 1 << 30

    /// Reads and checks a whole file, and packs its weights for the kernels.
    ///
    /// Nothing in the file is trusted: it may be damaged or hostile. Takes about 0.2 s for the bundled model.
    /// - Throws: ``ModelError``, naming what was expected and found.
    public static func load(path: String) throws(ModelError) -> Model {
        let file = try Safetensors(path: path)
        let description = try ModelDescription(of: file)
        let template = try description.template(path: path)
        let normalisation = try description.checkedNormalisation(path: path)
        let configurations = try description.configurations(path: path)
        let bytes = configurations.reduce(0) { $0 + NetworkWeights.bytes(for: $1) + NetworkState.bytes(for: $1) }
        guard bytes <= maximumMemoryBytes else {
            throw .outOfMemory(path: path, bytes: bytes, limit: maximumMemoryBytes)
        }
        let expected = Set(configurations.flatMap { $0.tensors.map(\.name) })
        if let name = file.tensors.keys.sorted().first(where: { !expected.contains($0) }) {
            throw .unknownTensor(path: path, name: name)
        }
        var weights: [NetworkWeights] = []
        for configuration in configurations {
            weights.append(try NetworkWeights(configuration, normalisation, from: file))
        }
        return Model(
            identifier: String(file.digest.prefix(12)), configurations: configurations, template: template,
            normalisation: normalisation, provenance: description.provenance?.flattened() ?? [], weights: weights)
    }
}
