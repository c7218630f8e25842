import ArgumentParser
import Feed

/// The options of `affect run` that serve a page for browsers.
struct DashboardArguments: ParsableArguments {
    @Option(
        defaultAsFlag: "on", parsing: .next,
        help: ArgumentHelp(
            "Start affect-dashboard beside: a page to look at on this machine, at HOST:PORT if given. The link is printed.",
            valueName: "HOST:PORT|off"))
    var dashboard: String?

    var isOn: Bool { dashboard.map { $0 != "off" } ?? false }

    /// Nil for the standard one.
    var address: String? { dashboard == "on" ? nil : dashboard }

    func validate(encoding: MessageEncoding) throws {
        if isOn, encoding == .msgpack {
            throw ValidationError("--dashboard and --encoding msgpack exclude each other: the page reads JSON.")
        }
    }
}
