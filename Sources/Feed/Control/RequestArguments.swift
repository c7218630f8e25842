/// The arguments of all commands; each takes its own.
struct RequestArguments: Decodable {
    var t0: Int64?
    var label: String?
    var text: String?
    var time: Int64?
    var durationMilliseconds: Int64?
    var model: String?
    var name: String?
    var mode: String?
    var consent: String?
    var maximumSeconds: Double?
    var maximumMebibytes: Int64?

    enum CodingKeys: String, CodingKey {
        case t0, label, text, model, name, mode, consent
        case time = "t_ns"
        case durationMilliseconds = "duration_ms"
        case maximumSeconds = "max_seconds"
        case maximumMebibytes = "max_mib"
    }
}
