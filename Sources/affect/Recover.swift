import ArgumentParser
import Service
import Sessions

struct Recover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a session, repair it after a crash, and say what was lost.",
        discussion: """
            Exit status 0: nothing was lost; 3: something was, see the report. What is whole is never changed.
            Example: affect recover sessions/anna_01
            """)

    @Argument(help: "The folder that --record made.", completion: .directory)
    var session: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try reportingErrors {
            let report = try SessionRecovery.recover(session)
            if json { try StandardOutput.writeJSON(report) } else { StandardOutput.write(text(report)) }
            if report.lost { throw ExitCode.somethingLost }
        }
    }

    private func text(_ report: RecoveryReport) -> String {
        let counts = report.counts
        var lines = ["\(session): \(counts.frames) frames, \(counts.crops) crops, \(counts.messages) messages"]
        if !report.lost { lines.append("nothing was lost") }
        if !report.wasClosed { lines.append("it was never closed: up to a second before its end is missing") }
        if let damage = report.damage { lines.append(damage) }
        for (name, bytes) in report.bytesCut.sorted(by: { $0.key < $1.key }) {
            lines.append("cut \(bytes) bytes off \(name)")
        }
        if report.rowsCut + report.messagesCut > 0 {
            lines.append("among them \(report.rowsCut) whole rows and \(report.messagesCut) whole messages")
        }
        return lines.joined(separator: "\n  ") + "\n"
    }
}
