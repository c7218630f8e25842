import ArgumentParser
import Foundation
import Service
import TestKit
import Testing

@testable import affect

@Suite struct RunKeysTests {
    @Test func everyFlagOfRun_isAKeyOrOfOneRun() throws {
        let flags = Set(try Run.flags().keys)
        let keys = Set(Run.keys.map(\.name))
        #expect(flags.subtracting(keys) == Set(Run.flagsOfOneRun).intersection(flags), "add a line to Run.keys")
        #expect(keys.subtracting(flags) == [])
        #expect(keys.count == Run.keys.count)
    }

    @Test func everyFlag_saysWhatItIsFor() throws {
        for (name, flag) in try Run.flags() { #expect(!flag.abstract.isEmpty, "\(name)") }
    }

    @Test func shippedFile_isWhatTheProgramPrints() throws {
        let configuration = try Configuration(keys: Run.keys, given: [], environment: [:])
        let shipped = try String(contentsOf: Repository.file("systemd/affect.toml"), encoding: .utf8)
        #expect(
            try Run.text(of: configuration) == shipped, "affect run --print-config >systemd/affect.toml writes it anew")
    }

    /// Every line of the file with its `#` taken away is understood, by the flags as well.
    @Test(arguments: Run.keys.map(\.name))
    func shippedValue_isAllowed(key: String) throws {
        let shipped = try String(contentsOf: Repository.file("systemd/affect.toml"), encoding: .utf8)
        let line = try #require(shipped.split(separator: "\n").first { $0.hasPrefix("#\(key) = ") })
        let folder = try TemporaryDirectory()
        let needed = line == "#source" ? "" : "source = \"clip.mkv\"\n"
        let lines = key == "source" || key == "camera" ? "" : needed
        try (lines + String(line.dropFirst())).write(to: folder.file("c.toml"), atomically: true, encoding: .utf8)
        let given = ["--config", folder.file("c.toml").path, "--record", "new"]
        let configuration = try Configuration(keys: Run.keys, given: given, environment: [:])
        _ = try Run.parse(configuration.arguments)
    }

    @Test func fileThatContradictsItself_isNotBlamedOnTheFlags() throws {
        let merged = ["run", "--print=json", "--encoding=msgpack"]
        #expect(throws: ExitCode(78)) { try Run.checkCombination(merged, given: ["run"]) }
        #expect(throws: Never.self) { try Run.checkCombination(merged, given: merged) }
        #expect(throws: Never.self) { try Run.checkCombination(merged, given: ["run", "--nonsense"]) }
    }
}
