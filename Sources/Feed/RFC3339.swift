import Glibc

/// Wall-clock times as text, `2026-11-24T16:20:00.123456Z` (RFC 3339, UTC, microseconds).
enum RFC3339 {
    static let length = 27

    /// Writes `nanoseconds` since 1970 into the first ``length`` bytes of `buffer`. Allocates nothing.
    static func write(_ nanoseconds: Int64, into buffer: UnsafeMutableBufferPointer<UInt8>) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var seconds = time_t(remainder < 0 ? quotient - 1 : quotient)
        let fraction = remainder < 0 ? remainder + 1_000_000_000 : remainder
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var cursor = 0
        func digits(_ value: Int, _ width: Int, then separator: Unicode.Scalar) {
            var rest = value
            for place in stride(from: width - 1, through: 0, by: -1) {
                buffer[cursor + place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            buffer[cursor + width] = UInt8(ascii: separator)
            cursor += width + 1
        }
        digits(Int(parts.tm_year) + 1900, 4, then: "-")
        digits(Int(parts.tm_mon) + 1, 2, then: "-")
        digits(Int(parts.tm_mday), 2, then: "T")
        digits(Int(parts.tm_hour), 2, then: ":")
        digits(Int(parts.tm_min), 2, then: ":")
        digits(Int(parts.tm_sec), 2, then: ".")
        digits(Int(fraction / 1000), 6, then: "Z")
    }
}
