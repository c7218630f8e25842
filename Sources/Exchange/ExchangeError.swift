import Labels

/// Why something cannot be exported, imported or scored.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
    case severalPeople(session: String, [String])
    case nobody(String, session: String)
    case noTraces(session: String, person: String)
    case nothingJudged(session: String)
    case unknownFormat(path: String)
    case malformed(path: String, problem: String)
    case severalParticipants(path: String, [String])
    case noScale(path: String)
    case noRecordings(folder: String)
    case noPrediction(recording: String, folder: String)

    public var description: String {
        switch self {
        case .severalPeople(let session, let names):
            "\(session): is about several people; say which with --person: \(names.joined(separator: ", "))."
        case .nobody(let name, let session):
            "\(session): nobody there is named \(name). See people.csv and the folder labels."
        case .noTraces(let session, let person):
            "\(session): nobody traced \(person) yet. Label the session first, or import labels with `affect import`."
        case .nothingJudged(let session):
            "\(session): holds no tick. Nothing can be exported from it."
        case .unknownFormat(let path):
            "\(path): its format cannot be told from it; say which with --format."
        case .malformed(let path, let problem):
            "\(path): \(problem)."
        case .severalParticipants(let path, let names):
            "\(path): holds traces of several participants; say which with --participant: \(names.joined(separator: ", "))."
        case .noScale(let path):
            "\(path): does not say between which values it was traced; say it with --range MIN:MAX."
        case .noRecordings(let folder):
            "\(folder): holds no recordings; a folder of NAME.csv files as AVEC has them, or a session, is expected."
        case .noPrediction(let recording, let folder):
            "\(folder): has no prediction for the recording \(recording), which has labels."
        }
    }
}
