/// Text in the fixed-size character arrays of C structures, which Swift imports as tuples of bytes.
enum CString {
    static func text<Tuple>(_ characters: Tuple) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
