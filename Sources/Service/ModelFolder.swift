import Glibc

/// Finds the models that come with the program: `AFFECT_MODELS`, beside the program, above it (a build folder), or installed.
public enum ModelFolder {
    public static let bundledModel = "affect-base.safetensors"
    static let bundledName = "affect-base"

    /// The model file in use: `path` where it is given, else the bundled one.
    public static func model(_ path: String?) throws(ServiceError) -> String {
        if let path { return path }
        let folders = candidates()
        guard let found = folders.map({ "\($0)/\(bundledModel)" }).first(where: exists) else {
            throw .noModel(searched: folders)
        }
        return found
    }

    /// The file of a model in the model folder.
    ///
    /// - Parameter name: without its ending; letters, digits, `_` and `-`, so that it cannot name another folder.
    static func model(named name: String) throws(ServiceError) -> String {
        let folders = candidates()
        guard let found = folders.map({ "\($0)/\(name).safetensors" }).first(where: exists) else {
            throw .noSuchModel(name, searched: folders)
        }
        return found
    }

    /// The folder with the face detector and the landmark model.
    public static func faceModels() throws(ServiceError) -> String {
        let folders = candidates()
        guard let found = folders.map({ "\($0)/faces" }).first(where: exists) else {
            throw .noFaceModels(searched: folders)
        }
        return found
    }

    static func candidates() -> [String] {
        if let folder = getenv("AFFECT_MODELS") { return [String(cString: folder)] }
        var folders: [String] = []
        var path = executablePath()
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            folders.append("\(path)/models")
            folders.append("\(path)/share/affect/models")
        }
        return folders.filter(exists)
    }

    private static func executablePath() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }

    private static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }
}
