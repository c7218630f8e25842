import Testing

@testable import Dashboard

@Suite struct BrowserJSONTests {
    private func quoted(_ json: String) -> String {
        String(decoding: BrowserJSON.quotingNanoseconds(Array(json.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        (#"{"t_capture_ns":9007199254740993,"tick":4}"#, #"{"t_capture_ns":"9007199254740993","tick":4}"#),
        (#"{"t_ns":-1}"#, #"{"t_ns":"-1"}"#),
        (#"{"t_ns":null,"a":"t_ns"}"#, #"{"t_ns":null,"a":"t_ns"}"#),
        (#"{"label":"t_ns\":5","t_ns":5}"#, #"{"label":"t_ns\":5","t_ns":"5"}"#),
        (#"{"a":["x_ns",12],"_ns":7}"#, #"{"a":["x_ns",12],"_ns":"7"}"#),
        (#"{"anchor":{"t_monotonic_ns":1,"t_utc_ns":2}}"#, #"{"anchor":{"t_monotonic_ns":"1","t_utc_ns":"2"}}"#),
        (#"{"windows_ms":{"arousal":800}}"#, #"{"windows_ms":{"arousal":800}}"#),
    ])
    func integersOfNanoseconds_becomeStrings(json: String, expected: String) {
        #expect(quoted(json) == expected)
    }

    @Test(arguments: ["", "\"", "\"_ns", "\"_ns\"", "\"_ns\":", "\"a\\", "{\"t_ns\":12"])
    func textThatBreaksOff_isLeftOrClosed(json: String) {
        #expect(quoted(json).hasPrefix(json.replacing("12", with: "\"12")))
    }
}
