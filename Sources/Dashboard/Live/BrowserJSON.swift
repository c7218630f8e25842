/// JSON for browsers, whose numbers are exact to 2^53 only.
enum BrowserJSON {
    /// The same JSON with the integers of all keys that end in `_ns` as strings of decimals.
    ///
    /// - Complexity: O(bytes).
    static func quotingNanoseconds(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count + 32)
        var index = 0
        while index < json.count {
            guard json[index] == quote else {
                result.append(json[index])
                index += 1
                continue
            }
            let end = endOfString(json, from: index)
            result.append(contentsOf: json[index..<end])
            let isTime = json[index..<end].suffix(4).elementsEqual(#"_ns""#.utf8)
            index = end
            guard isTime, index + 1 < json.count, json[index] == UInt8(ascii: ":") else { continue }
            let digits = json[(index + 1)...].prefix { $0 == UInt8(ascii: "-") || isDigit($0) }
            result.append(UInt8(ascii: ":"))
            index += 1
            guard !digits.isEmpty else { continue }
            result.append(quote)
            result.append(contentsOf: digits)
            result.append(quote)
            index = digits.endIndex
        }
        return result
    }

    private static let quote = UInt8(ascii: "\"")

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// One past the quote that ends the string which begins at `start`.
    private static func endOfString(_ json: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < json.count, json[index] != quote { index += json[index] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(index + 1, json.count)
    }
}
