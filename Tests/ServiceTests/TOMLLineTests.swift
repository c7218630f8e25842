import Testing

@testable import Service

@Suite struct TOMLLineTests {
    @Test(arguments: [
        (#"a = "b""#, TOMLValue.string("b")),
        (#"a="b # c"   # d"#, .string("b # c")),
        ("  a\t=\t'C:\\x' ", .string(#"C:\x"#)),
        (#"a = "\"\\\t\n\u00e9""#, .string("\"\\\t\n\u{e9}")),
        ("a = 30", .integer("30")),
        ("a = -7#x", .integer("-7")),
        ("a = 0", .integer("0")),
        ("a = 0.5", .float("0.5")),
        ("a = 1e6", .float("1e6")),
        ("a = true", .boolean(true)),
        ("a = false # no", .boolean(false)),
        ("a = []", .strings([])),
        (#"a = ["x", 'y', ]"#, .strings(["x", "y"])),
    ])
    func line_isReadAsTOMLHasIt(text: String, value: TOMLValue) throws {
        let line = try #require(try TOMLLine(text[...]))
        #expect(line.key == "a")
        #expect(line.value == value)
    }

    @Test(arguments: ["", "   ", "# a = 1", "\t#"])
    func lineWithoutKey_isNone(text: String) throws {
        #expect(try TOMLLine(text[...])?.key == nil)
    }

    @Test(arguments: [
        "[table]", "a", "= 1", "a 1", "a =", "a = b", "a = \"b", "a = 'b", "a = \"b\" c", "a = \"\\x\"",
        "a = \"\\ud800\"",
        "a = \"\\u12\"", "a = 01", "a = 1.", "a = .5", "a = 0x10", "a = 1_000", "a = inf", "a = nan", "a = 2026-01-01",
        "a = [1]",
        "a = [\"b\"", "a = [\"b\" \"c\"]", "a = \"\"\"b\"\"\"", "a.b = 1", "\"a\" = 1", "é = 1", "a = \"b\u{1}\"",
        "a = 1e999", "a = +",
        "a = --1", "a = \"\\u+123\"", "a = TRUE",
    ])
    func lineOutsideTheSubset_isRefused(text: String) {
        #expect(throws: TOMLLine.Defect.self) { try TOMLLine(text[...]) }
    }
}
