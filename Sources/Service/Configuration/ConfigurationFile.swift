import Glibc

/// The keys of a configuration file with their lines; see ``TOMLLine`` for the format.
struct ConfigurationFile {
    struct Entry {
        var line: Int
        var key: String
        var value: TOMLValue
    }

    private(set) var entries: [Entry] = []
    private var defects: [(line: Int, sentence: String)] = []
    let path: String

    /// In the order of the lines; what is about the whole file comes first.
    var problems: [ConfigurationProblem] {
        defects.sorted { $0.line < $1.line }.map { line, sentence in
            ConfigurationProblem(place: line == 0 ? path : "\(path):\(line)", sentence: sentence)
        }
    }

    static let maximumBytes = 1 << 16

    /// Reads the whole file; a file that cannot be read is a problem as well.
    init(path: String) {
        self.path = path
        guard let bytes = read() else { return }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            problem(0, "is not text in UTF-8. Save it as UTF-8.")
            return
        }
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() { add(line, number: index + 1) }
    }

    private mutating func add(_ line: Substring, number: Int) {
        do throws(TOMLLine.Defect) {
            guard let parsed = try TOMLLine(line) else { return }
            if let earlier = entries.first(where: { $0.key == parsed.key }) {
                return problem(number, "\(parsed.key) was set in line \(earlier.line) already. Remove one of the two.")
            }
            entries.append(Entry(line: number, key: parsed.key, value: parsed.value))
        } catch {
            problem(number, "the line \(error.reason). Example: rate = 30")
        }
    }

    mutating func problem(_ line: Int, _ sentence: String) {
        defects.append((line, sentence))
    }

    private mutating func read() -> [UInt8]? {
        guard let file = fopen(path, "re") else {
            let reason = String(cString: strerror(errno))
            problem(0, "\(reason). Name a configuration file that can be read with --config.")
            return nil
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        if ferror(file) != 0 {
            problem(0, "\(String(cString: strerror(errno))). Name a file with --config.")
            return nil
        }
        guard count <= Self.maximumBytes else {
            problem(0, "is larger than \(Self.maximumBytes) bytes, which no configuration is.")
            return nil
        }
        return Array(bytes.prefix(count))
    }
}
