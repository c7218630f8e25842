import FlyingFox
import FoundationEssentials
import Labels
import Sessions

/// Answers what is asked of sessions.
struct SessionHandler: Sendable {
    let library: SessionLibrary
    let desk = LabelDesk()

    func list() async -> HTTPResponse {
        let library = library
        let summaries = try? await BlockingWork.run {
            library.names.compactMap { name in
                library.path(of: name).map { SessionSummary(name: name, path: $0, library: library) }
            }
        }
        return Reply.json(List(folder: library.folder, sessions: summaries ?? []))
    }

    private struct List: Encodable {
        var folder: String
        var sessions: [SessionSummary]
    }

    /// - Parameters:
    ///   - query: of the path.
    ///   - body: nil where it was too long.
    func answer(
        _ name: String, _ part: Route.SessionPart, query: [String: String], body: Data?
    ) async -> HTTPResponse {
        guard let path = library.path(of: name) else {
            return Reply.problem(.notFound, "There is no session \(name) in \(library.folder).")
        }
        do {
            return try await BlockingWork.run { try answer(name, path, part, query, body) }
        } catch {
            return Self.refusal(error)
        }
    }

    private func answer(
        _ name: String, _ path: String, _ part: Route.SessionPart, _ query: [String: String], _ body: Data?
    ) throws -> HTTPResponse {
        switch part {
        case .detail: return Reply.json(try SessionDetail(name: name, index: library.index(of: path)))
        case .pictures:
            guard let numbers = query["n"].flatMap({ PicturePages.numbers($0) }) else {
                return Reply.problem(.badRequest, "Pictures are asked for as ?n=FIRST-LAST or ?n=NUMBER,NUMBER.")
            }
            let bytes = PicturePages.bytes(numbers, of: try library.index(of: path))
            return Reply.bytes(bytes, type: "application/octet-stream")
        case .comparison:
            let person = try LabelName(query["person"] ?? LabelName.person.text)
            let dimension = try LabelName(query["dimension"] ?? LabelName.valence.text)
            let predictions = try library.predictions(of: path)
            return Reply.json(try Comparison(path, predictions, person: person, dimension: dimension))
        case .export: return Reply.json(try SessionDownload(name, path, query: query))
        case .openLabels, .saveLabels, .closeLabels:
            guard let request = LabelRequest(body) else { throw LabellingProblem.malformed }
            return try label(name, path, part, request)
        }
    }

    private func label(
        _ name: String, _ path: String, _ part: Route.SessionPart, _ request: LabelRequest
    ) throws -> HTTPResponse {
        switch part {
        case .openLabels:
            if SessionIndex.isBusy(path) { throw LabellingProblem.isRecording(name) }
            return Reply.json(try desk.open(request, session: path))
        case .saveLabels: try desk.save(request, session: path)
        default: desk.close(window: request.window)
        }
        return Reply.json(["saved": true])
    }

    /// The sentence of an error, under the status that fits it.
    static func refusal(_ error: any Error) -> HTTPResponse {
        let sentence = "\(error)"
        let status: HTTPStatusCode =
            switch error {
            case LabelError.busy, LabellingProblem.isRecording: HTTPStatusCode(409, phrase: "Conflict")
            case LabelError.unwritable, LabelError.unreadable, SessionError.unreadable, SessionError.unwritable:
                HTTPStatusCode(507, phrase: "Insufficient Storage")
            default: .badRequest
            }
        return Reply.problem(status, sentence)
    }
}
