/// Why the dashboard cannot be served.
public enum DashboardError: Error, Equatable, CustomStringConvertible {
    case malformedAddress(String)
    case beyondLoopback(String)
    case addressTaken(String)
    case cannotListen(String, reason: String)
    case noPages(searched: [String])

    public var description: String {
        switch self {
        case .malformedAddress(let text):
            "dashboard address \(text): is not HOST:PORT with a port of 0 to 65535. Example: 127.0.0.1:5580"
        case .beyondLoopback(let text):
            """
            dashboard address \(text): refused: other machines could reach it, and pictures of people are served there. \
            Use 127.0.0.1:PORT, and from afar: ssh -L PORT:127.0.0.1:PORT THIS-MACHINE
            """
        case .addressTaken(let text):
            """
            dashboard address \(text): is taken by another program (EADDRINUSE). Stop the other one (`ss -ltnp` names it), \
            choose another port, or give port 0 for any that is free.
            """
        case .cannotListen(let text, let reason):
            "dashboard address \(text): cannot be served: \(reason). Choose another address."
        case .noPages(let searched):
            """
            the pages of the dashboard are not there: searched \(searched.joined(separator: ", ")). Set AFFECT_WEB to \
            their folder, Sources/Dashboard/Web of the source.
            """
        }
    }
}
