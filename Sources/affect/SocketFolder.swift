import Glibc

/// A folder of mode 0700 for sockets that only this person's programs may open; removed at the end.
final class SocketFolder {
    let path: String

    init() throws(DashboardProblem) {
        let names: [String] = ["XDG_RUNTIME_DIR", "TMPDIR"]
        let parents: [String] = names.compactMap { name in getenv(name).map { String(cString: $0) } }
        let parent = parents.first { !$0.isEmpty && access($0, W_OK) == 0 } ?? "/tmp"
        var template = Array("\(parent)/affect-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .noSocketFolder(parent, code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink("\(path)/\(name)")
        }
        closedir(folder)
        rmdir(path)
    }
}
