/// What a path of the dashboard stands for.
enum Route: Hashable, Sendable {
    case page
    case file(String)
    case about
    case live
    case control
    case sessions
    case session(String, SessionPart)

    /// What of a session is asked for.
    enum SessionPart: String, Hashable, Sendable {
        case detail, pictures, comparison, export
        case openLabels = "labels/open"
        case saveLabels = "labels/save"
        case closeLabels = "labels/close"

        var method: String {
            switch self {
            case .detail, .pictures, .comparison, .export: "GET"
            case .openLabels, .saveLabels, .closeLabels: "POST"
            }
        }
    }

    /// Nil for a path that stands for nothing. Paths are compared as they come, without decoding `%`: no name needs it.
    init?(method: String, path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch (method, parts.first, parts.count) {
        case ("GET", "", 1): self = .page
        case ("GET", "web", 2) where !parts[1].isEmpty: self = .file(parts[1])
        case ("GET", "api", 2) where parts[1] == "about": self = .about
        case ("GET", "api", 2) where parts[1] == "live": self = .live
        case ("POST", "api", 2) where parts[1] == "control": self = .control
        case ("GET", "api", 2) where parts[1] == "sessions": self = .sessions
        case (_, "api", 4...5) where parts[1] == "sessions":
            guard let part = SessionPart(rawValue: parts[3...].joined(separator: "/")), part.method == method else {
                return nil
            }
            self = .session(parts[2], part)
        default: return nil
        }
    }
}
