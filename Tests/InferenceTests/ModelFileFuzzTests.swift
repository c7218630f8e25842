import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Inference

/// Damaged files are refused with a sentence or give a network that runs; run under `--sanitize=address` this shows more.
@Suite struct ModelFileFuzzTests {
    /// Per seed. `tools/soak fuzz-models` asks for more, and for other seeds.
    private static let files = SoakCount.number("AFFECT_FUZZ_FILES", otherwise: 50)
    private static let firstSeed = SoakCount.number("AFFECT_FUZZ_FIRST_SEED", otherwise: 0)

    private static let tokens = [
        "-1", "0", "1e999", "18446744073709551616", "9223372036854775807", "null", "[]", "{}", "\"\"", "\"F64\"",
        "[[[[[[[[[[[[[[[[[[[[[", "\u{0}", "\\", "true", "4294967296", "0.5", "\"same\"", "\"conv3d\"", ",", "}",
    ]

    private static func mutate(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        let header = 8 + original[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[Int.random(in: 0..<8, using: &random)] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[Int.random(in: 8..<header, using: &random)] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes.removeLast(min(bytes.count - header, Int.random(in: 1...4096, using: &random)))
            case 4: bytes.append(contentsOf: (0..<Int.random(in: 1...64, using: &random)).map { UInt8($0) })
            default: replaceNumber(in: &bytes, header: header, &random)
            }
            guard bytes.count > header else { break }
        }
        return bytes
    }

    /// Puts a hostile token in place of one of the header's numbers, and keeps the header's length right.
    private static func replaceNumber(in bytes: inout [UInt8], header: Int, _ random: inout SplitMix64) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var start = Int.random(in: 8..<header, using: &random)
        while start < header && !digits.contains(bytes[start]) { start += 1 }
        var end = start
        while end < header && digits.contains(bytes[end]) { end += 1 }
        guard start < end, let token = tokens.randomElement(using: &random) else { return }
        bytes.replaceSubrange(start..<end, with: token.utf8)
        let length = UInt64(header - 8 - (end - start) + token.utf8.count)
        withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
    }

    @Test(arguments: firstSeed..<firstSeed + 6)
    func mutatedFile_isRefusedOrRuns(seed: Int) throws {
        let directory = try TemporaryDirectory()
        let original = TestModel([
            .small(prefix: "a.", channels: [2, 2, 2, 2], outputs: ["arousal"], cropHeight: 16, cropWidth: 16),
            .small(
                prefix: "v.", kind: .conv3d, channels: [2, 2, 2, 2], outputs: ["valence"], cropHeight: 16, cropWidth: 16
            ),
        ]).bytes
        var random = SplitMix64(seed: UInt64(seed))
        var refused = 0
        for _ in 0..<Self.files {
            let url = directory.file("mutated.safetensors")
            try Data(Self.mutate(original, &random)).write(to: url)
            do throws(ModelError) {
                let model = try ModelFile.load(path: url.path)
                let network = AffectNetwork(model)
                let state = network.makeState()
                let crop = [UInt8](repeating: 100, count: model.template.width * model.template.height)
                for _ in 0..<2 { _ = network.step(crop, state) }
            } catch {
                refused += 1
                #expect(error.description.hasSuffix("."))
            }
        }
        print("mutated model files of seed \(seed): \(Self.files), \(refused) refused, \(Self.files - refused) run")
        #expect(refused > Self.files / 5)
    }
}
