import Glibc

/// Which models learned from a session: their files name its run among `provenance.sessions`.
public enum TrainedModels {
    /// A header that is longer is none; see the safetensors format.
    private static let maximumHeaderBytes = 1 << 20

    /// Paths of the models that name `run`, a UUID.
    ///
    /// - Parameter folders: looked through beside the folders of the program's own models, not what is below them.
    public static func taught(by run: String, folders: [String]) -> [String] {
        var models: [String] = []
        for folder in folders + ModelFolder.candidates() {
            for name in names(in: folder) where name.hasSuffix(".safetensors") {
                let path = "\(folder)/\(name)"
                if !models.contains(path), header(of: path)?.contains(run) == true { models.append(path) }
            }
        }
        return models.sorted()
    }

    private static func header(of path: String) -> String? {
        guard let file = fopen(path, "rbe") else { return nil }
        defer { fclose(file) }
        var length: UInt64 = 0
        guard fread(&length, 8, 1, file) == 1,
            (1...maximumHeaderBytes).contains(Int(clamping: UInt64(littleEndian: length)))
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(UInt64(littleEndian: length)))
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
