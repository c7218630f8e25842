import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Inference

@Suite struct ModelFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ bytes: [UInt8]) throws -> String {
        let url = directory.file("model.safetensors")
        try Data(bytes).write(to: url)
        return url.path
    }

    /// What loading the bytes is refused with; nil when it is not.
    private func refusal(_ bytes: [UInt8]) throws -> String? {
        let path = try write(bytes)
        do {
            _ = try ModelFile.load(path: path)
            return nil
        } catch {
            #expect(error.description.contains(path))
            return error.description
        }
    }

    private func expect(_ bytes: [UInt8], isRefusedWith parts: String..., line: Int = #line) throws {
        let refusal = try refusal(bytes)
        let location = SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1)
        let text = try #require(refusal, "it was loaded", sourceLocation: location)
        for part in parts { #expect(text.contains(part), "\(text)", sourceLocation: location) }
    }

    @Test func validFile_isRead() throws {
        let model = try ModelFile.load(path: try write(TestModel([.small()]).bytes))
        #expect(model.configurations == [.small()])
        #expect(model.template.width == 32 && model.template.height == 32)
        #expect(model.template.points[3] == Point(x: 28, y: 12))
        #expect(model.normalisation == Normalisation(mean: 0.45, scale: 0.25))
        #expect(model.outputNames == ["arousal", "valence"])
        #expect(model.warmUpTicks == 4)
        #expect(model.windowsMilliseconds == ["arousal": 100, "valence": 100])
        #expect(model.provenance.map(\.key) == ["metrics.arousal.ccc", "name", "seed"])
        #expect(model.provenance.map(\.value) == ["0.5", "test", "1"])
    }

    @Test func identifier_isTheStartOfTheFilesDigest() throws {
        let path = try write(TestModel([.small()]).bytes)
        let tool = Process()
        let output = Pipe()
        tool.executableURL = URL(filePath: "/usr/bin/sha256sum")
        tool.arguments = [path]
        tool.standardOutput = output
        try tool.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tool.waitUntilExit()
        #expect(try ModelFile.load(path: path).identifier == text.prefix(12))
    }

    @Test func missingFile_isNamed() {
        #expect(throws: ModelError.unreadable(path: "/nowhere/model", errno: ENOENT)) {
            try ModelFile.load(path: "/nowhere/model")
        }
    }

    @Test func folderOrPipe_isRefused() throws {
        #expect(throws: ModelError.notAFile(path: directory.url.path)) { try ModelFile.load(path: directory.url.path) }
        let pipe = directory.file("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: ModelError.notAFile(path: pipe)) { try ModelFile.load(path: pipe) }
    }

    @Test func largeFile_isRefusedUnread() throws {
        let path = try write([])
        let size = Safetensors.maximumBytes + 1
        #expect(truncate(path, size) == 0)
        #expect(throws: ModelError.tooLarge(path: path, bytes: size, limit: Safetensors.maximumBytes)) {
            try ModelFile.load(path: path)
        }
    }

    @Test func shortOrOverlongHeader_isRefused() throws {
        let bytes = TestModel([.small()]).bytes
        try expect([], isRefusedWith: "0 bytes")
        try expect([1, 2, 3], isRefusedWith: "3 bytes")
        try expect([255, 255, 255, 255, 255, 255, 255, 255], isRefusedWith: "18446744073709551615")
        try expect([UInt8](repeating: 0xff, count: 7) + [0x7f] + bytes[8...], isRefusedWith: "its header")
        try expect(Array(bytes[..<100]), isRefusedWith: "its header should have")
        try expect(SafetensorsWriter.bytes(header: "{", data: []), isRefusedWith: "its header cannot be read")
        try expect(
            SafetensorsWriter.bytes(header: String(repeating: "[", count: 100_000), data: []),
            isRefusedWith: "nested deeper than 16")
    }

    @Test func truncatedData_areRefused() throws {
        let bytes = TestModel([.small()]).bytes
        try expect(Array(bytes.dropLast(4)), isRefusedWith: "tensor", "lies at")
        try expect(bytes + [0, 0, 0, 0], isRefusedWith: "its tensors end at byte")
    }

    /// A file with one tensor `a`, described by `entry`, and 8 bytes of data.
    private func single(_ entry: String) -> [UInt8] {
        SafetensorsWriter.bytes(header: "{\"a\":\(entry)}", data: [UInt8](repeating: 0, count: 8))
    }

    @Test func hostileTensorEntries_areRefused() throws {
        try expect(
            single(#"{"dtype":"F16","shape":[4],"data_offsets":[0,8]}"#), isRefusedWith: "tensor a", "F16", "only F32")
        try expect(single(#"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#), isRefusedWith: "needs 12")
        try expect(single(#"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#), isRefusedWith: "lies at [8, 0]")
        try expect(single(#"{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#), isRefusedWith: "lies at")
        try expect(single(#"{"dtype":"F32","shape":[2],"data_offsets":[0]}"#), isRefusedWith: "lies at [0]")
        try expect(single(#"{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#), isRefusedWith: "shape [-2]")
        try expect(
            single(#"{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,8]}"#), isRefusedWith: "too large"
        )
        try expect(
            single(#"{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}"#), isRefusedWith: "its header cannot be read")
        try expect(single(#"{"shape":[2],"data_offsets":[0,8]}"#), isRefusedWith: "cannot be read at a")
    }

    @Test func overlappingTensors_areRefused() throws {
        let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[%,%]}"#
        func place(_ begin: Int) -> String {
            entry.replacing("[%,%]", with: "[\(begin),\(begin + 4)]")
        }
        let data = [UInt8](repeating: 0, count: 8)
        try expect(
            SafetensorsWriter.bytes(header: "{\"a\":\(place(0)),\"b\":\(place(2))}", data: data),
            isRefusedWith: "tensor b begins at byte 2", "ends at 4")
        try expect(
            SafetensorsWriter.bytes(header: "{\"a\":\(place(0)),\"b\":\(place(0))}", data: data),
            isRefusedWith: "begins")
    }

    @Test func tensorsThatDoNotFitTheDescription_areNamed() throws {
        var model = TestModel([.small()])
        model.tensors["main.conv2.bias"] = .init(shape: [5], values: [0, 0, 0, 0, 0])
        try expect(model.bytes, isRefusedWith: "tensor main.conv2.bias should be F32 4, but is F32 5")
        model.tensors["main.conv2.bias"] = nil
        try expect(model.bytes, isRefusedWith: "tensor main.conv2.bias (F32 4) is missing")
        model = TestModel([.small()])
        model.tensors["other.bias"] = .init(shape: [1], values: [0])
        try expect(model.bytes, isRefusedWith: "no network of it has a tensor other.bias")
        model = TestModel([.small()])
        model.tensors["main.fc2.weight"]?.values[3] = .nan
        try expect(model.bytes, isRefusedWith: "value 3 of tensor main.fc2.weight is not a finite number")
        model.tensors["main.fc2.weight"]?.values[3] = -.infinity
        try expect(model.bytes, isRefusedWith: "value 3 of tensor main.fc2.weight is not a finite number")
    }

    @Test func numbersOutOfRange_areNamed() throws {
        func described(_ change: (inout [String: Any]) -> Void, network: (inout [String: Any]) -> Void = { _ in })
            -> [UInt8]
        {
            let model = TestModel([.small()])
            var description = model.description
            var networks = description["networks"] as? [[String: Any]] ?? []
            network(&networks[0])
            description["networks"] = networks
            change(&description)
            return SafetensorsWriter.bytes(model.tensors, description: description)
        }
        try expect(described { $0["format"] = 2 }, isRefusedWith: "format should be 1, but is 2")
        try expect(described { $0["crop"] = nil }, isRefusedWith: "affectstream", "crop")
        try expect(
            described { $0["crop"] = ["width": 32, "height": 0, "points": [[Int]]()] }, isRefusedWith: "crop.height")
        try expect(
            described { $0["crop"] = ["width": 32, "height": 32, "points": [[1, 2]]] }, isRefusedWith: "crop.points")
        try expect(
            described { $0["normalisation"] = ["mean": 0.5, "scale": 0] }, isRefusedWith: "normalisation.scale")
        try expect(described { $0["networks"] = [[String: Any]]() }, isRefusedWith: "number of networks")
        let networks: [(String, Any)] = [
            ("kind", "lstm"), ("padding", "valid"), ("channels", [3, 4, 5]), ("channels", [3, 4, 5, 1 << 40]),
            ("hidden", 0), ("pooling", [[1, 2, 2]]), ("pooling", [[3, 2, 2], [1, 2, 2], [1, 2, 2], [1, 2, 2]]),
            ("pooling", [[1, 0, 2], [1, 2, 2], [1, 2, 2], [1, 2, 2]]),
            ("pooling", [[1, 8, 2], [1, 8, 2], [1, 2, 2], [1, 2, 2]]), ("window", 0), ("window", 1000),
            ("outputs", [String]()), ("outputs", ["a", "a"]), ("warm_up_ticks", -1),
        ]
        for (key, value) in networks {
            try expect(described({ _ in }, network: { $0[key] = value }), isRefusedWith: key)
        }
        let twice = TestModel([.small(outputs: ["arousal"]), .small(outputs: ["valence"])])
        try expect(twice.bytes, isRefusedWith: "prefix of the networks")
    }

    @Test func networkThatNeedsTooMuchMemory_isRefusedBeforeItIsMade() throws {
        let unpooled = Array(repeating: [1, 1], count: 4)
        let model = TestModel([
            .small(channels: [1, 1, 1, 1], hidden: 1, timePooling: [2, 2, 2, 2], spatialPooling: unpooled, window: 64)
        ])
        var description = model.description
        description["crop"] = [
            "width": 512, "height": 512, "points": [[10, 12], [3, 12], [20, 12], [28, 12], [16, 20]],
        ]
        try expect(
            SafetensorsWriter.bytes(model.tensors, description: description),
            isRefusedWith: "bytes of memory", "1073741824")
    }
}
