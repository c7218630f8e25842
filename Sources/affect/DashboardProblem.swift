import Glibc

/// Why the dashboard cannot be started.
enum DashboardProblem: Error, Equatable, CustomStringConvertible {
    case notThere(String)
    case notStarted(String, code: Int32)
    case noSocketFolder(String, code: Int32)

    var description: String {
        switch self {
        case .notThere(let path):
            """
            \(path): the dashboard's program is not there. Build it (swift build -c release --product affect-dashboard) or \
            install it beside affect.
            """
        case .notStarted(let path, let code): "\(path): cannot be started: \(String(cString: strerror(code)))."
        case .noSocketFolder(let path, let code):
            """
            \(path): no folder for the dashboard's pictures can be made there: \(String(cString: strerror(code))). \
            Set TMPDIR, or say where pictures go with --preview ENDPOINT.
            """
        }
    }
}
