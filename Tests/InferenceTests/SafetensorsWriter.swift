import Foundation

enum SafetensorsWriter {
    static func bytes(_ tensors: [String: TestModel.Tensor], description: [String: Any]) -> [UInt8] {
        var header: [String: Any] = [:]
        var data: [UInt8] = []
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let begin = data.count
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            header[name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [begin, data.count]]
        }
        header["__metadata__"] = ["affectstream": json(description)]
        return bytes(header: json(header), data: data)
    }

    static func bytes(header: String, data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
    }

    static func json(_ value: [String: Any]) -> String {
        guard let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]) else {
            preconditionFailure("the test wrote something that is no JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
