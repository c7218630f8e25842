import Glibc

/// Small files that are read whole, and saved whole or not at all.
package enum LabelFile {
    /// A day of samples at 60 Hz has less.
    static let maximumBytes: Int64 = 256 << 20

    package static func read(_ path: String) throws(LabelError) -> String {
        guard let text = String(validating: try readBytes(path), as: UTF8.self) else {
            throw .malformed(path: path, line: 1, problem: "it is no text in UTF-8")
        }
        return text
    }

    package static func readBytes(_ path: String) throws(LabelError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, code: EISDIR) }
        if status.st_size > maximumBytes { throw .tooLarge(path: path, bytes: Int64(status.st_size)) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count, off_t(count))
            }
            if read < 0, errno == EINTR { continue }
            if read < 0 { throw .unreadable(path: path, code: errno) }
            if read == 0 { break }
            count += read
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Puts `text` at `path`, mode 0600: whoever reads it, at any moment or after a crash, finds the old text or the new one.
    ///
    /// - Parameter replacing: false refuses where there is a file already.
    package static func save(_ text: String, to path: String, replacing: Bool = true) throws(LabelError) {
        try save(Array(text.utf8), to: path, replacing: replacing)
    }

    package static func save(_ bytes: [UInt8], to path: String, replacing: Bool = true) throws(LabelError) {
        let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let fresh = path[..<name] + ".\(path[name...]).\(getpid()).new"
        unlink(String(fresh))
        let descriptor = open(String(fresh), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .unwritable(path: path, code: errno) }
        defer {
            close(descriptor)
            unlink(String(fresh))
        }
        try write(bytes, to: descriptor, path)
        guard fdatasync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
        let result = replacing ? rename(String(fresh), path) : link(String(fresh), path)
        guard result == 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            throw .unwritable(path: path, code: errno)
        }
        makeNamesLast(in: name == path.startIndex ? "." : String(path[..<name]))
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(LabelError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { throw .unwritable(path: path, code: count == 0 ? ENOSPC : errno) }
            written += count
        }
    }

    private static func makeNamesLast(in folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Names in a folder, in order; nil when it is not there. Hidden ones are left out.
    package static func names(in folder: String) throws(LabelError) -> [String]? {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return nil }
            throw .unreadable(path: folder, code: errno)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder of mode 0700 where there is none.
    static func makeFolder(_ path: String) throws(LabelError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .unwritable(path: path, code: errno) }
    }
}
