import Glibc

/// The lines of a file, one after the other, with the place where each one starts.
final class LineReader {
    private let descriptor: Int32
    private let path: String
    private let longest: Int
    private var block: [UInt8] = []
    private var cursor = 0
    private var offset: Int64 = 0

    /// - Parameter longest: a longer line, without its newline, is taken for the end of the file.
    init(path: String, longest: Int) throws(SessionError) {
        self.path = path
        self.longest = longest
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Where the next line starts.
    var nextOffset: Int64 { offset }

    /// The next whole line without its newline; nil at the end, also when a last line has none.
    func next() throws(SessionError) -> String? {
        while true {
            if let end = block[cursor...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: block[cursor..<end], as: UTF8.self)
                offset += Int64(end + 1 - cursor)
                cursor = end + 1
                return line
            }
            guard block.count - cursor <= longest, try readMore() else { return nil }
        }
    }

    func rewind() {
        block.removeAll(keepingCapacity: true)
        (cursor, offset) = (0, 0)
    }

    private func readMore() throws(SessionError) -> Bool {
        block.removeFirst(cursor)
        cursor = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = pread(descriptor, &chunk, chunk.count, off_t(offset) + off_t(block.count))
        if count < 0 { throw .unreadable(path: path, code: errno) }
        block.append(contentsOf: chunk[..<count])
        return count > 0
    }
}
