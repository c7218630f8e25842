import Foundation

/// Runs some of this package's tests in a process of their own, for what is decided when a process starts.
struct TestProcess {
    var succeeded: Bool
    var output: String

    init(filter: String, environment changes: [String: String]) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", filter]
        var environment = ProcessInfo.processInfo.environment
        for name in ["OPENBLAS_CORETYPE", "AFFECT_BLAS_CORE", "AFFECT_KERNELS"] { environment[name] = nil }
        process.environment = environment.merging(changes) { $1 }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        succeeded = process.terminationStatus == 0
    }

    /// What a probe printed after `probe: `.
    var probed: String? {
        output.split(separator: "\n").first { $0.hasPrefix("probe: ") }.map { String($0.dropFirst("probe: ".count)) }
    }
}
