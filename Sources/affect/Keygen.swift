import ArgumentParser
import Feed

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the keys that a feed beyond this machine needs.",
        discussion: """
            Makes the server's keys once, and keys for one client at a time; nothing is overwritten.
            Example: affect keygen keys --client robot
            Then: affect run --feed 'tcp://*:5570' --keys keys
            """)

    @Argument(help: "Folder for the keys; made if it is not there.", completion: .directory)
    var folder: String

    @Option(help: "Name of the client.")
    var client = "client"

    func run() throws {
        try reportingErrors {
            for path in try KeyFolder(path: folder).make(client: client) { StandardOutput.write("\(path)\n") }
        }
    }
}
