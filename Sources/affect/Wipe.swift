import ArgumentParser
import Glibc
import Service
import Sessions

struct Wipe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a session, its labels included, for good.",
        discussion: """
            Asks first; --yes answers. Lists the models that learned from it: they stay. A disk may keep the bytes until it uses
            their place again: keep sessions on an encrypted one.
            Example: affect wipe sessions/anna_01
            """)

    @Argument(help: "The folder that --record made.", completion: .directory)
    var session: String

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Also look here for models that learned from it; may be given several times.", valueName: "folder"))
    var models: [String] = []

    func validate() throws {
        if !yes, isatty(0) != 1 { throw ValidationError("nobody is there to be asked: give --yes.") }
    }

    func run() throws {
        try reportingErrors {
            let run = try SessionReader(path: session).description.run
            for model in TrainedModels.taught(by: run, folders: models) {
                Log.note("\(model) learned from \(session) and stays; remove it too, or train it anew without")
            }
            if !yes {
                StandardOutput.write("Remove \(session) for good? Type yes: ")
                guard readLine() == "yes" else { throw ExitCode.failure }
            }
            let removed = try SessionWipe.wipe(session)
            Log.note("\(session): removed \(removed.files) files of \(removed.bytes) bytes")
        }
    }
}
