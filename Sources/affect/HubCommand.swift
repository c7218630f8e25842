import ArgumentParser
import Feed
import Service
import StreamTypes

struct HubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub",
        abstract: "One address for the feeds of many cameras.",
        discussion: """
            Readers connect to the hub as to any feed and get the topics of all its cameras; see docs/feed.md. Each run needs a --camera-name of its own.
            Example: affect hub --from tcp://127.0.0.1:5570 --from tcp://127.0.0.1:5670
            """)

    @Option(help: ArgumentHelp("A feed to take; give one for each.", valueName: "endpoint"))
    var from: [String] = []

    @Option(help: ArgumentHelp("Where readers connect.", valueName: "endpoint"))
    var feed = Hub.standardEndpoint

    @Option(
        help: ArgumentHelp(
            "Folder of keys (affect keygen) for the readers: encrypt, let in only the clients on its list.",
            valueName: "folder"))
    var keys: String?

    @Option(
        name: .customLong("from-keys"),
        help: ArgumentHelp(
            "Folder of keys for feeds that demand them: one for all, or one for each --from in the same order.",
            valueName: "folder"))
    var fromKeys: [String] = []

    @Option(help: "Which client of those folders the hub is.")
    var client = "client"

    func validate() throws {
        if from.isEmpty {
            throw ValidationError("--from: name at least one feed. Example: --from tcp://127.0.0.1:5570")
        }
        if from.count > Hub.maximumFeeds {
            throw ValidationError("--from: \(from.count) feeds are more than \(Hub.maximumFeeds).")
        }
        if !fromKeys.isEmpty, fromKeys.count != 1, fromKeys.count != from.count {
            throw ValidationError("--from-keys: give one folder for all feeds, or one for each of the \(from.count).")
        }
    }

    func run() throws {
        try reportingErrors {
            StopSignal.install()
            let clock = SystemMonotonicClock()
            let context = try SocketContext()
            let access = try keys.map {
                try AccessControl(KeyFolder(path: $0).serverKeys(), context: context, clock: clock, log: Log.note)
            }
            let hub = try Hub(
                endpoint: Endpoint(feed), feeds: try feeds(), run: HostIdentity.newRun(), host: HostIdentity.bootID(),
                context: context, access: access, clock: clock, log: Log.note)
            Log.note("hub of \(from.count) feeds at \(feed)")
            let notifier = ServiceNotifier()
            notifier.ready("serving \(from.count) feeds")
            while !StopSignal.isRequested {
                hub.serve()
                notifier.progress(at: clock.now())
            }
            notifier.stopping()
        }
    }

    private func feeds() throws -> [Hub.Feed] {
        try from.enumerated().map { index, endpoint in
            let folder = fromKeys.isEmpty ? nil : fromKeys[fromKeys.count == 1 ? 0 : index]
            return Hub.Feed(
                endpoint: try Endpoint(endpoint), keys: try folder.map { try KeyFolder(path: $0).clientKeys(client) })
        }
    }
}
