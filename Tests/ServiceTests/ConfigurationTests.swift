import Foundation
import TestKit
import Testing

@testable import Service

@Suite struct ConfigurationTests {
    let folder: TemporaryDirectory
    let keys: [ConfigurationKey] = [
        .text("camera", example: "cam", excludes: ["source"]),
        .text("source", example: "file", excludes: ["camera"]),
        .flag("loop", needs: ["source"]),
        .number("rate", 1...1000, unit: "frames a second"),
        .integer("faces", 1...8),
        .choice("encoding", ["json", "msgpack"]),
        .list("camera-control", example: "a=1", allowed: "NAME=VALUE") { $0.contains("=") },
    ]

    init() throws { folder = try TemporaryDirectory() }

    private func configuration(
        _ file: String? = nil, _ environment: [String: String] = [:], _ given: [String] = []
    ) throws -> Configuration {
        var given = given
        if let file {
            try file.write(to: folder.file("c"), atomically: true, encoding: .utf8)
            given = ["--config", folder.file("c").path] + given
        }
        return try Configuration(keys: keys, given: given, environment: environment)
    }

    private func value(_ configuration: Configuration, _ name: String) throws -> String? {
        configuration.setting(of: try #require(keys.first { $0.name == name })).map { "\($0.literal) \($0.origin)" }
    }

    @Test func layers_winInTheirOrder() throws {
        let file = "rate = 10\nfaces = 2\nencoding = 'msgpack'\n"
        let found = try configuration(file, ["AFFECT_RATE": "20", "AFFECT_FACES": "3"], ["--rate", "30.5"])
        #expect(try value(found, "rate") == "30.5 --rate")
        #expect(try value(found, "faces") == "3 AFFECT_FACES")
        #expect(try value(found, "encoding") == "\"msgpack\" \(folder.file("c").path):3")
        #expect(try value(found, "camera") == nil)
        let given = ["--config", folder.file("c").path, "--rate", "30.5"]
        #expect(found.arguments == ["--faces=3", "--encoding=msgpack"] + given)
    }

    @Test func noLayer_isTheCommandLine() throws {
        let found = try configuration(nil, ["AFFECT_RATE": "", "PATH": "/bin", "AFFECT_SHARED": "x"], ["--faces=2"])
        #expect(found.arguments == ["--faces=2"])
        #expect(found.path == nil)
    }

    @Test func fileOfTheEnvironment_isReadUnlessAFlagNamesOne() throws {
        try "rate = 5".write(to: folder.file("e"), atomically: true, encoding: .utf8)
        let environment = ["AFFECT_CONFIG": folder.file("e").path]
        #expect(try value(configuration(nil, environment), "rate") == "5 \(folder.file("e").path):1")
        #expect(try value(configuration("rate = 6", environment), "rate") == "6 \(folder.file("c").path):1")
    }

    @Test func valueThatExcludesAnother_takesItsPlace() throws {
        let file = "source = 'clip'\nloop = true\n"
        #expect(try configuration(file).arguments.prefix(2) == ["--source=clip", "--loop"])
        let found = try configuration(file, ["AFFECT_CAMERA": "desk"])
        #expect(found.arguments.first == "--camera=desk")
        #expect(try value(found, "source") == nil)
        #expect(try value(found, "loop") == nil)
        #expect(try configuration(file, [:], ["--camera=x"]).arguments.dropFirst(2) == ["--camera=x"])
    }

    @Test func lists_areReplacedAsAWhole() throws {
        let file = "camera-control = ['a=1', 'b=2']"
        #expect(try configuration(file).arguments.prefix(2) == ["--camera-control=a=1", "--camera-control=b=2"])
        let found = try configuration(file, ["AFFECT_CAMERA_CONTROL": "c=3,d=4"])
        #expect(try value(found, "camera-control") == #"["c=3", "d=4"] AFFECT_CAMERA_CONTROL"#)
        let given = try configuration(file, [:], ["--camera-control", "e=5", "--camera-control=f=6"])
        #expect(try value(given, "camera-control") == #"["e=5", "f=6"] --camera-control"#)
    }

    @Test func everyMistake_isNamedAtOnce() throws {
        let file = """
            rate = 2000
            ratte = 3
            faces = "two"
            loop = 'yes'
            nonsense
            rate = 4
            camera-control = ["x"]
            encoding = "xml"
            """
        let error = try #require(throws: ConfigurationError.self) {
            _ = try configuration(file, ["AFFECT_FACES": "9", "AFFECT_LOOP": "1"])
        }
        let path = folder.file("c").path
        #expect(
            error.description.split(separator: "\n") == [
                "\(path):1: rate must be a number, 1 to 1000 frames a second; here it is 2000.",
                "\(path):2: there is no key ratte. Did you mean rate?",
                "\(path):3: faces must be an integer, 1 to 8; here it is \"two\".",
                "\(path):4: loop must be true or false; here it is \"yes\".",
                "\(path):5: the line is not of the form key = value. Example: rate = 30",
                "\(path):6: rate was set in line 1 already. Remove one of the two.",
                "\(path):7: camera-control must be a list of strings, each NAME=VALUE; here it is [\"x\"].",
                "\(path):8: encoding must be one of \"json\", \"msgpack\"; here it is \"xml\".",
                "AFFECT_LOOP: must be true or false; here it is 1.",
                "AFFECT_FACES: must be an integer, 1 to 8; here it is 9.",
            ])
    }

    @Test func unknownKeyFarFromAll_pointsToTheList() throws {
        let error = try #require(throws: ConfigurationError.self) { _ = try configuration("something-else = 1") }
        #expect(error.description.hasSuffix("affect run --print-config lists all of them."))
    }

    @Test func fileThatCannotBeRead_isSaid() throws {
        func sentence(_ path: String) throws -> String {
            try #require(throws: ConfigurationError.self) {
                _ = try Configuration(keys: keys, given: ["--config", path], environment: [:])
            }.description
        }
        #expect(try sentence("/none").hasPrefix("/none: No such file or directory. Name a configuration file"))
        #expect(try sentence("/tmp").hasPrefix("/tmp: Is a directory"))
        try Data([0x61, 0xFF]).write(to: folder.file("binary"))
        #expect(try sentence(folder.file("binary").path).hasSuffix("Save it as UTF-8."))
        try Data(repeating: 0x23, count: 1 << 17).write(to: folder.file("large"))
        #expect(try sentence(folder.file("large").path).contains("larger than 65536 bytes"))
    }

    @Test func windowsLineEnds_areTaken() throws {
        #expect(try value(configuration("rate = 7\r\nfaces = 2\r\n"), "faces")?.hasPrefix("2 ") == true)
    }

    @Test func changes_areTheKeysWhoseValuesDiffer() throws {
        let first = try configuration("rate = 10\nfaces = 2")
        let second = try configuration("# moved\nrate = 11\nfaces = 2\nencoding = 'json'")
        #expect(second.changes(from: first).map(\.name) == ["rate", "encoding"])
    }

    @Test func text_isTheConfigurationThatItCameFrom() throws {
        let first = try configuration("rate = 10\ncamera-control = ['a=\"1\"']\nencoding = 'json'\ncamera = 'a\\b'")
        let text = ConfigurationText(first, flags: ["rate": .init(abstract: "How fast.", defaultValue: "30.0")]).text
        #expect(text.contains("# How fast.\n# A number, 1 to 1000 frames a second. Default: 30.0.\n# Set by "))
        #expect(text.contains("#faces = 1\n"))
        try text.write(to: folder.file("again"), atomically: true, encoding: .utf8)
        let second = try Configuration(keys: keys, given: ["--config", folder.file("again").path], environment: [:])
        #expect(second.changes(from: first).map(\.name) == [])
    }
}
