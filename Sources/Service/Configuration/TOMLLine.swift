/// One line of the subset of TOML that configuration files are written in: `key = value`, comments, nothing else.
///
/// Strings are `"basic"` with the escapes `\" \\ \t \n \uXXXX`, or `'literal'`; lists hold strings and stand on one line. Tables, dates,
/// other bases and multi-line values are refused, so that every file it takes means the same to a whole TOML parser.
///
/// - Complexity: O(length).
struct TOMLLine {
    let key: String
    let value: TOMLValue

    /// What is wrong with a line, as the end of a sentence.
    struct Defect: Error {
        var reason: String
    }

    private var rest: Substring.UnicodeScalarView

    /// Nil for a line without a key.
    init?(_ line: Substring) throws(Defect) {
        rest = line.unicodeScalars
        if let control = rest.first(where: { ($0.value < 0x20 && $0 != "\t") || $0.value == 0x7F }) {
            throw Defect(reason: "holds the control character \(control.value)")
        }
        Self.skipSpace(&rest)
        if rest.isEmpty || rest.first == "#" { return nil }
        if rest.first == "[" {
            throw Defect(reason: "begins a table; there are none here, every key stands at the top")
        }
        let name = rest.prefix { Self.isKeyScalar($0) }
        rest.removeFirst(name.count)
        Self.skipSpace(&rest)
        guard !name.isEmpty, rest.popFirst() == "=" else { throw Defect(reason: "is not of the form key = value") }
        Self.skipSpace(&rest)
        key = String(name)
        value = try Self.value(&rest)
        Self.skipSpace(&rest)
        guard rest.isEmpty || rest.first == "#" else {
            throw Defect(reason: "goes on with \(String(rest)) behind the value")
        }
    }

    private static func value(_ rest: inout Substring.UnicodeScalarView) throws(Defect) -> TOMLValue {
        switch rest.first {
        case "\"", "'": return .string(try string(&rest))
        case "[": return .strings(try strings(&rest))
        default: return try plain(&rest)
        }
    }

    private static func strings(_ rest: inout Substring.UnicodeScalarView) throws(Defect) -> [String] {
        rest.removeFirst()
        var strings: [String] = []
        while true {
            skipSpace(&rest)
            if rest.first == "]" { break }
            guard rest.first == "\"" || rest.first == "'" else {
                throw Defect(reason: "has a list that is not [\"…\", \"…\"] on one line")
            }
            strings.append(try string(&rest))
            skipSpace(&rest)
            if rest.first == "," {
                rest.removeFirst()
            } else if rest.first != "]" {
                throw Defect(reason: "has a list without a comma or the closing ]")
            }
        }
        rest.removeFirst()
        return strings
    }

    private static func string(_ rest: inout Substring.UnicodeScalarView) throws(Defect) -> String {
        let quote = rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == quote {
                if text.isEmpty, rest.first == quote { throw Defect(reason: "begins a string of several lines") }
                return String(text)
            }
            text.append(scalar == "\\" && quote == "\"" ? try escape(&rest) : scalar)
        }
        throw Defect(reason: "has a string without its closing \(quote)")
    }

    private static func escape(_ rest: inout Substring.UnicodeScalarView) throws(Defect) -> Unicode.Scalar {
        switch rest.popFirst() {
        case "\"": return "\""
        case "\\": return "\\"
        case "t": return "\t"
        case "n": return "\n"
        case "u":
            let digits = String(rest.prefix(4))
            guard digits.utf8.count == 4, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
                let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
            else { break }
            rest.removeFirst(4)
            return scalar
        default: break
        }
        throw Defect(reason: #"has an escape other than \" \\ \t \n \uXXXX"#)
    }

    private static func plain(_ rest: inout Substring.UnicodeScalarView) throws(Defect) -> TOMLValue {
        let scalars = rest.prefix { $0 != " " && $0 != "\t" && $0 != "#" }
        let word = String(scalars)
        rest.removeFirst(scalars.count)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "": throw Defect(reason: "has no value")
        default: break
        }
        let digits = word.hasPrefix("-") || word.hasPrefix("+") ? word.dropFirst() : word[...]
        let isNumber = digits.first.map { ("0"..."9").contains($0) } ?? false
        let isPadded = digits.count > 1 && digits.hasPrefix("0") && !digits.hasPrefix("0.") && !digits.hasPrefix("0e")
        guard isNumber, !isPadded, !word.hasSuffix("."), !word.contains(".e") else {
            throw Defect(reason: "has the value \(word), which is no number; strings stand in quotation marks")
        }
        if Int(word) != nil { return .integer(word) }
        guard digits.allSatisfy({ "0123456789.eE+-".contains($0) }), let number = Double(word), number.isFinite else {
            throw Defect(reason: "has the value \(word), which is no number; strings stand in quotation marks")
        }
        return .float(word)
    }

    private static func isKeyScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-"
            || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }

    private static func skipSpace(_ rest: inout Substring.UnicodeScalarView) {
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    }
}
