/// Text as it stands in XML.
enum XMLText {
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func unescaped(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        let entities = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&apos;": "'"]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            if let entity = entities.first(where: { rest.hasPrefix($0.key) }) {
                result += entity.value
                rest = rest.dropFirst(entity.key.count)
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// The tags of a document in order: name, attributes, and the text up to the next tag. Enough for files whose structure is
    /// known; comments, processing instructions and CDATA sections are skipped.
    static func tags(_ text: String) -> [(name: String, attributes: [String: String], text: String)] {
        text.split(separator: "<").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: ">") else { return nil }
            let inside = part[..<end]
            let name = inside.prefix { !$0.isWhitespace && $0 != "/" || $0 == "/" && inside.first == "/" }
            guard let first = name.first, first != "?", first != "!" else { return nil }
            var attributes: [String: String] = [:]
            let quoted = inside.dropFirst(name.count).split(separator: "\"", omittingEmptySubsequences: false)
            for index in stride(from: 0, to: quoted.count - 1, by: 2) {
                let key = quoted[index].filter { !$0.isWhitespace && $0 != "=" && $0 != "/" }
                attributes[String(key)] = unescaped(String(quoted[index + 1]))
            }
            return (String(name), attributes, unescaped(String(part[part.index(after: end)...])))
        }
    }
}
