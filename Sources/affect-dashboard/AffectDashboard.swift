import ArgumentParser
import Dashboard
import Feed
import Glibc

@main
struct AffectDashboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affect-dashboard",
        abstract: "Show a running stream in a browser, and label what was recorded.",
        discussion: """
            Prints a link to open. It serves this machine alone; from afar: ssh -L 5580:127.0.0.1:5580 MACHINE.
            `affect run --dashboard` and `affect label SESSION` start it.
            Example: affect-dashboard --preview tcp://127.0.0.1:5572
            """,
        version: "0.1.0")

    @Option(help: "HOST:PORT to serve on, on this machine. Default: 127.0.0.1:5580, or any port when that is taken.")
    var address: String?

    @Option(help: "Endpoint of the feed, or off.")
    var feed = Endpoint.standardFeed

    @Option(help: "Endpoint of the control socket, or off.")
    var control = Endpoint.standardControl

    @Option(
        help: ArgumentHelp(
            "Endpoint of the preview pictures, as given to `affect run --preview`, or off; may be given several times.",
            valueName: "endpoint"))
    var preview: [String] = []

    @Option(help: ArgumentHelp("Folder of keys, for a stream that demands them.", valueName: "folder"))
    var keys: String?

    @Option(help: "Which of the folder's clients this is.")
    var client = "dashboard"

    @Option(help: ArgumentHelp("Folder of recorded sessions.", valueName: "folder"))
    var sessions = "sessions"

    @Option(
        help: ArgumentHelp("What the link opens: live, sessions, label/SESSION or compare/SESSION.", valueName: "page"))
    var page = "live"

    @Flag(name: .customLong("until-closed"), help: "End when standard input ends.")
    var endsWithInput = false

    func run() async throws {
        do {
            signal(SIGPIPE, SIG_IGN)
            let server = DashboardServer(try options)
            let link = try await server.start()
            Self.note("dashboard: \(link)#\(page)")
            if endsWithInput { InputEnd.exitWhenReached() }
            try await server.wait()
        } catch let error as any CustomStringConvertible & Error {
            Self.note(error.description)
            throw ExitCode(78)
        }
    }

    private var options: DashboardServer.Options {
        get throws {
            var options = DashboardServer.Options()
            if let address {
                options.address = try DashboardAddress(address)
                options.takesAnyPort = false
            }
            options.feed = try Self.endpoint(feed)
            options.control = try Self.endpoint(control)
            options.previews = try preview.compactMap { try Self.endpoint($0) }
            options.keys = try keys.map { try KeyFolder(path: $0).clientKeys(client) }
            options.sessions = sessions
            options.version = Self.configuration.version
            return options
        }
    }

    private static func endpoint(_ text: String) throws -> Endpoint? { text == "off" ? nil : try Endpoint(text) }

    private static func note(_ sentence: String) {
        let line = "affect: \(sentence)\n"
        _ = line.withCString { write(2, $0, strlen($0)) }
    }
}
