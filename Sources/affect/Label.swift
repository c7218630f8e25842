import ArgumentParser
import Sessions

struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Label a session in a browser: trace valence and arousal while it plays.",
        discussion: """
            Prints a link to open, and serves the page until it is stopped; see docs/dashboard.md.
            Example: affect label sessions/anna_01
            """)

    @Argument(help: "The folder that --record made.", completion: .directory)
    var session: String

    @Option(help: ArgumentHelp("Where to serve the page, on this machine.", valueName: "HOST:PORT"))
    var address: String?

    func run() throws {
        try reportingErrors {
            var path = session
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            guard SessionReader.isSession(path) else {
                throw SessionError.notASession(path: path, reason: "\(path)/session.json is not there")
            }
            let slash = path.lastIndex(of: "/")
            let folder = slash.map { path[..<$0].isEmpty ? "/" : String(path[..<$0]) } ?? "."
            let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
            let address = address.map { ["--address", $0] } ?? []
            try DashboardProcess.become(
                ["--feed", "off", "--control", "off", "--sessions", folder, "--page", "label/\(name)"] + address)
        }
    }
}
