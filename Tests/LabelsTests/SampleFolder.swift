import Foundation
import Labels
import TestKit

/// A session's folder without anything recorded, to be labelled.
struct SampleFolder {
    let folder: TemporaryDirectory
    let labels: LabelFolder
    let anna: LabelName
    let ben: LabelName

    init() throws {
        folder = try TemporaryDirectory()
        try Data("{}".utf8).write(to: folder.file("session.json"))
        labels = try LabelFolder(session: folder.url.path)
        anna = try LabelName("anna")
        ben = try LabelName("ben")
    }

    var session: String { folder.url.path }

    func write(_ text: String, to name: String) throws {
        let url = folder.file(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func text(_ name: String) throws -> String { try String(contentsOf: folder.file(name), encoding: .utf8) }
}
