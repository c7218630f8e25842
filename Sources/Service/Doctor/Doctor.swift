import Glibc

/// Looks at everything that a run with some options needs of this machine; changes nothing.
public struct Doctor {
    let options: RunOptions
    /// Where the kernel describes itself; `/` but in tests.
    let root: String

    public init(_ options: RunOptions, root: String = "") {
        self.options = options
        self.root = root
    }

    /// One finding or more for each part, in the order of the stream. Takes about a second.
    public func findings() -> [Finding] {
        cameraFindings() + [model(), faceModels(), openBLAS(), speed(), clockSource(), wallClock()]
            + endpoints() + [disk(), limits(), wakeUps()]
    }

    /// The first line of a small file of the kernel's.
    func line(of path: String) -> String? {
        guard let file = fopen(root + path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(truncatingIfNeeded: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
