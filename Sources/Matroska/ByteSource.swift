import Glibc

/// A file read forwards in blocks of 256 KiB, with skips that do not touch what they skip.
final class ByteSource {
    let path: String
    private let descriptor: Int32
    private var block: [UInt8] = []
    private var blockStart: Int64 = 0
    private var cursor = 0

    private static let blockSize = 256 * 1024

    init(path: String) throws(MatroskaError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// Where the next byte comes from.
    var offset: Int64 { blockStart + Int64(cursor) }

    func seek(to offset: Int64) {
        if offset >= blockStart, offset <= blockStart + Int64(block.count) {
            cursor = Int(offset - blockStart)
            return
        }
        blockStart = offset
        block.removeAll(keepingCapacity: true)
        cursor = 0
    }

    /// The next byte, or nil at the end of the file.
    func byte() throws(MatroskaError) -> UInt8? {
        if cursor == block.count, try !refill() { return nil }
        defer { cursor += 1 }
        return block[cursor]
    }

    /// Appends up to `count` bytes to `output`; returns false when the file ends before.
    func read(_ count: Int, into output: inout [UInt8]) throws(MatroskaError) -> Bool {
        var remaining = count
        while remaining > 0 {
            if cursor == block.count, try !refill() { return false }
            let n = min(remaining, block.count - cursor)
            output.append(contentsOf: block[cursor..<cursor + n])
            cursor += n
            remaining -= n
        }
        return true
    }

    private func refill() throws(MatroskaError) -> Bool {
        let start = blockStart + Int64(block.count)
        let descriptor = descriptor
        var result = 0
        if block.capacity < Self.blockSize { block.reserveCapacity(Self.blockSize) }
        block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, initialized in
            repeat {
                result = pread(descriptor, buffer.baseAddress, Self.blockSize, off_t(start))
            } while result < 0
                && errno == EINTR
            initialized = max(0, result)
        }
        if result < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        blockStart = start
        cursor = 0
        return result > 0
    }
}
