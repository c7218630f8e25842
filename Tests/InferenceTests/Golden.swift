import Foundation

/// What the Python side says a model returns: crops U8 T × H × W, and outputs F32 T × N, not a number before the first.
struct Golden: Sendable, CustomStringConvertible {
    var name: String
    var description: String { name }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let folder = tests.appending(path: "Fixtures/goldens")

    /// The model that is shipped.
    static let bundled = Golden(
        name: "affect-base", modelFolder: tests.deletingLastPathComponent().appending(path: "models"))

    static let all: [Golden] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".model.safetensors") }.sorted()
            .map { Golden(name: String($0.dropLast(".model.safetensors".count)), modelFolder: nil) }
    }()

    /// Where a model lies that is not a fixture.
    var modelFolder: URL?

    var modelPath: String {
        (modelFolder?.appending(path: name + ".safetensors") ?? Self.folder.appending(path: name + ".model.safetensors"))
            .path
    }

    private struct Entry: Decodable {
        var shape: [Int]
        var data_offsets: [Int]
    }

    /// Crops by tick, and outputs by tick.
    func read() throws -> (crops: [[UInt8]], outputs: [[Float]]) {
        let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name + ".golden.safetensors")))
        let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<8 + length]))
        guard let crops = header["crops"], let outputs = header["outputs"] else {
            throw CocoaError(.coderValueNotFound)
        }
        let data = Array(bytes[(8 + length)...])
        let pixels = crops.shape[1] * crops.shape[2]
        let start = crops.data_offsets[0]
        let values = data[outputs.data_offsets[0]..<outputs.data_offsets[1]].withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        let count = outputs.shape[1]
        return (
            (0..<crops.shape[0]).map { Array(data[start + $0 * pixels..<start + ($0 + 1) * pixels]) },
            (0..<outputs.shape[0]).map { Array(values[$0 * count..<($0 + 1) * count]) }
        )
    }
}
