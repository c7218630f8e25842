/// The rows of a CSV text with a header that is known; fields may be quoted as RFC 4180 has it.
package struct TextTable {
    package let rows: [Row]

    package struct Row {
        package let fields: [String]
        package let line: Int
        package let path: String

        package func malformed(_ problem: String) -> LabelError { .malformed(path: path, line: line, problem: problem) }
    }

    /// - Parameters:
    ///   - header: the first line, and as many fields as it has in every other one.
    ///   - path: named in errors.
    package init(_ text: String, header: String, separator: Character = ",", path: String) throws(LabelError) {
        let parsed = Self.parse(text, separator: separator, path: path)
        let names = header.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        guard parsed.first?.fields == names else {
            throw .malformed(path: path, line: 1, problem: "the line \"\(header)\" expected")
        }
        for row in parsed.dropFirst() where row.fields.count != names.count {
            throw row.malformed("\(names.count) fields expected, found \(row.fields.count)")
        }
        rows = Array(parsed.dropFirst())
    }

    /// All lines that are not empty; quoted fields may hold separators, quotes and line ends.
    package static func parse(_ text: String, separator: Character = ",", path: String) -> [Row] {
        var rows: [Row] = []
        var (fields, field) = ([String](), "")
        var (line, firstLine) = (1, 1)
        var (isQuoted, isEmpty) = (false, true)
        var previous: Character?
        func isLineEnd(_ character: Character) -> Bool { character == "\n" || character == "\r\n" }
        for character in text {
            defer { previous = character }
            if isLineEnd(character) { line += 1 }
            if isQuoted {
                if character == "\"" { isQuoted = false } else { field.append(character) }
            } else if character == "\"" {
                // A quote behind a closing one stands for itself.
                if previous == "\"" { field.append(character) }
                (isQuoted, isEmpty) = (true, false)
            } else if character == separator {
                fields.append(field)
                (field, isEmpty) = ("", false)
            } else if isLineEnd(character) {
                if !isEmpty { rows.append(Row(fields: fields + [field], line: firstLine, path: path)) }
                (fields, field, isEmpty, firstLine) = ([], "", true, line)
            } else {
                field.append(character)
                isEmpty = false
            }
        }
        if !isEmpty { rows.append(Row(fields: fields + [field], line: firstLine, path: path)) }
        return rows
    }

    /// A field as it has to be written.
    package static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
