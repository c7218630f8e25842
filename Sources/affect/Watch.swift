import ArgumentParser
import Feed
import Service
import StreamTypes

struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Subscribe to a feed and show it.",
        discussion: """
            Draws bars on a terminal, writes a line a message into a pipe.
            Example: affect watch --feed tcp://127.0.0.1:5570
            """)

    @Option(help: "Endpoint of the feed.")
    var feed = Endpoint.standardFeed

    @Option(help: ArgumentHelp("Folder of keys, for a feed that demands them.", valueName: "folder"))
    var keys: String?

    @Option(help: "Which of the folder's clients this is.")
    var client = "client"

    @Option(help: "Show only topics with this prefix, such as status. or affect.cam0.t000001.")
    var topic = ""

    @Flag(help: "Write every message as it came, one JSON object a line.")
    var json = false

    @Option(help: "Stop after so many seconds.")
    var duration: Double?

    private static let patience = Duration.seconds(3)

    func run() throws {
        try reportingErrors {
            StopSignal.install()
            let subscriber = try Subscriber(
                endpoint: try Endpoint(feed), topics: [topic],
                keys: keys.map { try KeyFolder(path: $0).clientKeys(client) })
            show(subscriber)
        }
    }

    private func show(_ subscriber: Subscriber) {
        let clock = SystemMonotonicClock()
        let start = clock.now()
        var view = LiveView()
        var rows: [String: LiveView.Row] = [:]
        var lastMessage = start
        var hasComplained = false
        while !StopSignal.isRequested {
            if let duration, (clock.now() - start).seconds >= duration { return }
            guard let message = subscriber.next(timeout: .milliseconds(100)) else {
                if clock.now() - lastMessage > Self.patience, !hasComplained {
                    hasComplained = true
                    Log.note(
                        "no message at \(feed) for 3 seconds; still listening. Is `affect run` running with this --feed?"
                    )
                }
                continue
            }
            lastMessage = clock.now()
            hasComplained = false
            if json {
                message.payload.withUnsafeBytes { StandardOutput.writeLine($0) }
                continue
            }
            guard let row = FeedEntry.parse(message.payload)?.row else { continue }
            if !view.isTerminal {
                view.draw([row])
                continue
            }
            rows[row.name] = row
            if row.state == "lost" || row.name != TrackID.none.description { rows[TrackID.none.description] = nil }
            if row.name == TrackID.none.description { rows = [row.name: row] }
            view.draw(rows.keys.sorted().compactMap { rows[$0] })
            if row.state == "lost" { rows[row.name] = nil }
        }
    }
}
