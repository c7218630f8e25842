import FoundationEssentials
import Glibc
import Service

/// Unbuffered standard output. When its reader goes away the run ends in good order.
enum StandardOutput {
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let count = Glibc.write(1, bytes.baseAddress! + offset, bytes.count - offset)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return StopSignal.request() }
            offset += count
        }
    }

    /// One line: `bytes` and a newline.
    static func writeLine(_ bytes: UnsafeRawBufferPointer) {
        write(bytes)
        write("\n")
    }

    /// One JSON object on one line, keys sorted.
    static func writeJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
    }
}
