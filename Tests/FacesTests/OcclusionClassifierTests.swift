import Foundation
import TestKit
import Testing

@testable import Faces

@Suite struct OcclusionClassifierTests {
    let directory: TemporaryDirectory
    static let fields = 196

    init() throws { directory = try TemporaryDirectory() }

    private func files(_ data: Data) throws -> FaceModelFiles {
        let file = directory.file("occlusion.dat")
        try data.write(to: file)
        return FaceModelFiles(detector: "", landmarks: "", occlusion: file.path)
    }

    private func contents(inputs: Int = 392, units: Int, values: [Float]) -> Data {
        var data = Data("AFOCCLU1".utf8)
        for number in [UInt32(inputs), UInt32(units)] { withUnsafeBytes(of: number.littleEndian) { data += $0 } }
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data += $0 } }
        return data
    }

    /// Two units: one sees the first gray level, the other the last texture and is off.
    @Test func score_isThePerceptrons() throws {
        var weights = [Float](repeating: 0, count: 392 * 2)
        weights[0] = 3
        weights[2 * 391 + 1] = -1
        let values = weights + [0.5, 0.25] + [2, 100] + [-1]
        let classifier = try OcclusionClassifier(files: files(contents(units: 2, values: values)))
        var signature = [Float](repeating: 0, count: Self.fields)
        var texture = signature
        (signature[0], texture[Self.fields - 1]) = (0.5, 4)
        #expect(classifier.score(signature: signature, texture: texture) == 2 * (0.5 + 3 * 0.5) - 1)
        texture[Self.fields - 1] = -0.75
        #expect(classifier.score(signature: signature, texture: texture) == 2 * 2 + 100 * 1 - 1)
    }

    @Test func bundledClassifier_isRead() throws {
        _ = try OcclusionClassifier(files: Fixtures.models)
    }

    @Test(arguments: [
        (Data("AFOCCLU2".utf8) + Data(count: 8), "it does not begin with AFOCCLU1"),
        (Data("AFOC".utf8), "it does not begin with AFOCCLU1"),
    ])
    func otherFile_isRefused(data: Data, reason: String) throws {
        try expectRefusal(of: data, reason: reason)
    }

    @Test func otherSizes_areRefused() throws {
        try expectRefusal(
            of: contents(inputs: 100, units: 2, values: []),
            reason: "it has 100 inputs and 2 units, expected 392 and 1 to 256")
        try expectRefusal(
            of: contents(units: 0, values: []), reason: "it has 392 inputs and 0 units, expected 392 and 1 to 256")
        try expectRefusal(
            of: contents(units: 1000, values: []),
            reason: "it has 392 inputs and 1000 units, expected 392 and 1 to 256")
        try expectRefusal(of: contents(units: 1, values: [1]), reason: "it has 20 bytes, expected 1596")
    }

    @Test func numberThatIsNone_isRefused() throws {
        let values = [Float](repeating: .nan, count: 395)
        try expectRefusal(of: contents(units: 1, values: values), reason: "a number in it is not finite")
    }

    private func expectRefusal(of data: Data, reason: String) throws {
        let files = try files(data)
        let error = FacesError.unusable(
            file: files.occlusion, expected: "a classifier that `affect-train occlusion` wrote", reason: reason)
        #expect(throws: error) { try OcclusionClassifier(files: files) }
    }
}
