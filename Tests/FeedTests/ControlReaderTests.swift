import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct ControlReaderTests {
    private func read(_ text: String) -> Result<ControlReader.Request, Refusal> {
        ControlReader.read(Array(text.utf8)).result
    }

    private func code(_ text: String) -> String? {
        guard case .failure(let refusal) = read(text) else { return nil }
        return refusal.code
    }

    @Test(arguments: [
        (#"{"cmd":"status"}"#, ControlCommand.status), (#"{"cmd":"pause","id":7}"#, .pause),
        (#"{"cmd":"resume","args":{}}"#, .resume), (#"{"cmd":"time","args":{"t0":-5}}"#, .time(clientTime: -5)),
        (#"{"cmd":"reload","args":{"model":"affect-base"}}"#, .reload(model: "affect-base")),
        (#"{"cmd":"record.start","args":{"name":"p01_a"}}"#, .recordStart(.init(name: "p01_a"))),
        (
            #"{"cmd":"record.start","args":{"mode":"crops","consent":"yes"}}"#,
            .recordStart(.init(mode: "crops", consent: "yes"))
        ),
        (
            #"{"cmd":"record.start","args":{"max_seconds":90.5,"max_mib":100}}"#,
            .recordStart(.init(maximumSeconds: 90.5, maximumMebibytes: 100))
        ),
        (#"{"cmd":"record.split"}"#, .recordSplit), (#" {"cmd":"record.stop"} "#, .recordStop),
        ("R", .recordStart(.init())),
        ("R p01", .recordStart(.init(name: "p01"))),
        ("r", .recordStop), ("C", .calibrate), ("c", .calibrate),
    ]) func command_isRead(text: String, command: ControlCommand) {
        #expect(read(text) == .success(.command(command)))
    }

    @Test func annotation_isRead() {
        let text = #"{"cmd":"annotate","args":{"label":"smile","text":"é \" x","t_ns":12,"duration_ms":250}}"#
        let annotation = ControlCommand.Annotation(
            label: "smile", text: "é \" x", time: MonotonicTime(nanoseconds: 12), duration: .milliseconds(250))
        #expect(read(text) == .success(.command(.annotate(annotation))))
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "..", ".", "a/b", "a\\\\b", "a.safetensors", "", "a b", "a\\u0000b", "~root",
        "$(reboot)", "file:a", String(repeating: "a", count: 65), "naïve",
    ]) func nameThatIsNone_isRefused(_ name: String) {
        #expect(code(#"{"cmd":"reload","args":{"model":"\#(name)"}}"#) == "bad_name")
        #expect(code(#"{"cmd":"record.start","args":{"name":"\#(name)"}}"#) == "bad_name")
        #expect(code(#"{"cmd":"annotate","args":{"label":"\#(name)"}}"#) == "bad_name")
    }

    @Test(arguments: [
        ("", "unknown_command"), ("x", "unknown_command"), ("R ../x", "bad_name"), ("R a b", "bad_name"),
        ("T 12.5", "unknown_command"), (#"{"cmd":"exec"}"#, "unknown_command"), ("{", "malformed"),
        ("{}", "malformed"), (#"{"cmd":5}"#, "malformed"), (#"{"cmd":"time","args":{"t0":"x"}}"#, "malformed"),
        (#"{"cmd":"time","args":[]}"#, "malformed"), (#"{"cmd":"status","id":[1]}"#, "malformed"),
        (#"{"cmd":"status"} x"#, "malformed"), (#"{"cmd":"time","args":{"t0":1e400}}"#, "malformed"),
        (#"{"cmd":"reload"}"#, "bad_name"), (#"{"cmd":"annotate"}"#, "bad_name"),
        (#"{"cmd":"annotate","args":{"label":"a","duration_ms":-1}}"#, "bad_argument"),
        (#"{"cmd":"record.start","args":{"mode":"everything"}}"#, "bad_argument"),
        (#"{"cmd":"record.start","args":{"max_seconds":0.5}}"#, "bad_argument"),
        (#"{"cmd":"record.start","args":{"max_mib":0}}"#, "bad_argument"),
        (#"{"cmd":"status","id":"\#(String(repeating: "i", count: 65))"}"#, "bad_argument"),
        (#"{"cmd":"annotate","args":{"label":"a","text":"\#(String(repeating: "t", count: 1025))"}}"#, "bad_argument"),
        (#"{"a":[[[[[[1]]]]]],"cmd":"status"}"#, "malformed"),
    ]) func badRequest_isRefusedWithItsCode(text: String, expected: String) { #expect(code(text) == expected) }

    @Test func sizes_areLimitedToTheByte() {
        let head = #"{"cmd":"status","x":""#
        let filler = String(repeating: "y", count: ControlReader.maximumBytes - head.utf8.count - 2)
        #expect(read(head + filler + #""}"#) == .success(.command(.status)))
        #expect(read(head + filler + #"y"}"#) == .failure(.tooLarge(bytes: 4097)))
    }

    @Test func bytesThatAreNoText_areMalformed() {
        for bytes: [UInt8] in [[0xFF], [0x7B, 0xC3, 0x28, 0x7D], [0xED, 0xA0, 0x80], [0xC0, 0x80]] {
            #expect(ControlReader.read(bytes).result == .failure(.malformed("it is not UTF-8")))
        }
    }

    /// Half of the messages are random bytes, half are good requests with a few bytes changed, cut or doubled.
    @Test func damagedRequests_areReadOrRefused() {
        let rounds = SoakCount.number("AFFECT_FUZZ_REQUESTS", otherwise: 20_000)
        var numbers = SplitMix64(seed: 20_261_124)
        let seeds = [
            #"{"cmd":"annotate","args":{"label":"smile","text":"a\u00e9","t_ns":12,"duration_ms":250},"id":"x"}"#,
            #"{"cmd":"reload","args":{"model":"affect-base"},"id":7}"#, #"{"cmd":"time","args":{"t0":123456789}}"#,
            "R participant_01", "SUB_PORT",
        ].map { Array($0.utf8) }
        var outcomes: [String: Int] = [:]
        for round in 0..<rounds {
            var bytes: [UInt8]
            if round % 2 == 0 {
                bytes = (0..<Int.random(in: 0...200, using: &numbers)).map { _ in .random(in: 0...255, using: &numbers)
                }
                if round % 4 == 0 { bytes.insert(UInt8(ascii: "{"), at: 0) }
            } else {
                bytes = seeds[round / 2 % seeds.count]
                for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &numbers)
                    switch Int.random(in: 0..<3, using: &numbers) {
                    case 0: bytes[place] = .random(in: 0...255, using: &numbers)
                    case 1: bytes.removeSubrange(place...)
                    default: bytes.insert(contentsOf: bytes[place...], at: place)
                    }
                }
            }
            switch ControlReader.read(bytes).result {
            case .success(.command(.reload(let name))):
                #expect(ControlReader.isName(name))
                outcomes["named", default: 0] += 1
            case .success(.command(.recordStart(let recording))):
                #expect(recording.name.map(ControlReader.isName) ?? true)
                outcomes[recording.name == nil ? "read" : "named", default: 0] += 1
            case .success: outcomes["read", default: 0] += 1
            case .failure(let refusal): outcomes[refusal.code, default: 0] += 1
            }
        }
        #expect(outcomes.values.reduce(0, +) == rounds)
        for code in ["malformed", "unknown_command", "bad_name", "named"] {
            #expect(outcomes[code] ?? 0 > 10, "\(code)")
        }
        let refused = rounds - (outcomes["read"] ?? 0) - (outcomes["named"] ?? 0)
        print("damaged requests: \(rounds) requests: \(refused) refused with a code, the others read")
    }
}
