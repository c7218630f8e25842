import Glibc
import Inference
import StreamTypes

/// Steps the crops of a file through the networks of a model, for comparison with another implementation.
public struct NetworkReplay {
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case file(String, reason: String)
        case size(String, bytes: Int, cropBytes: Int)

        public var description: String {
            switch self {
            case .file(let path, let reason): "\(path): \(reason). Check the path and its permissions."
            case .size(let path, let bytes, let cropBytes):
                "\(path): \(bytes) bytes are not a whole number of crops of \(cropBytes) bytes; "
                    + "give raw gray crops of the model's size, as affect crop writes them."
            }
        }
    }

    private let model: Model

    /// - Throws: what is wrong with the model file.
    public init(modelPath: String?) throws { model = try ModelFile.load(path: ModelFolder.model(modelPath)) }

    /// Reads raw gray crops H × W, one a tick, and writes ticks × outputs 32-bit floats: unclamped, in the file's order, not a
    /// number where there is no output yet.
    ///
    /// - Returns: the number of ticks.
    public func run(crops path: String, output: String) throws(Failure) -> Int {
        let cropBytes = model.template.width * model.template.height
        guard let input = fopen(path, "rb") else { throw Self.failure(path) }
        defer { fclose(input) }
        guard let results = fopen(output, "wb") else { throw Self.failure(output) }
        defer { fclose(results) }
        let network = AffectNetwork(model)
        let state = network.makeState()
        var crop = [UInt8](repeating: 0, count: cropBytes)
        var ticks = 0
        while true {
            let count = fread(&crop, 1, cropBytes, input)
            if count == 0 && ferror(input) == 0 { break }
            guard ferror(input) == 0 else { throw Self.failure(path) }
            guard count == cropBytes else {
                throw .size(path, bytes: ticks * cropBytes + count, cropBytes: cropBytes)
            }
            _ = network.step(crop, state)
            // Every other tick as the stream does it, with the preparation before.
            if ticks % 2 == 0 { network.prepare(state) }
            let values = network.rawOutputs(state)
            guard fwrite(values, MemoryLayout<Float>.stride, values.count, results) == values.count else {
                throw Self.failure(output)
            }
            ticks += 1
        }
        guard fflush(results) == 0 else { throw Self.failure(output) }
        return ticks
    }

    private static func failure(_ path: String) -> Failure { .file(path, reason: String(cString: strerror(errno))) }
}
