/// Why a request was not carried out. The codes are part of the protocol; see docs/feed.md.
public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed(String)
    case unknownCommand
    case badName(String)
    case badArgument(String)
    case tooLarge(bytes: Int)
    case tooFast
    case busy
    case notAllowed(command: String)
    case unsupported(String)
    case badModel(String)
    case modeNotAllowed(String, allowed: String)
    case cannotRecord(String)

    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .unknownCommand: "unknown_command"
        case .badName: "bad_name"
        case .badArgument: "bad_argument"
        case .tooLarge: "too_large"
        case .tooFast: "too_fast"
        case .busy: "busy"
        case .notAllowed, .modeNotAllowed: "not_allowed"
        case .unsupported: "unsupported"
        case .badModel: "bad_model"
        case .cannotRecord: "cannot_record"
        }
    }

    public var description: String {
        switch self {
        case .malformed(let what): "The request is malformed: \(what)."
        case .unknownCommand:
            """
            There is no such command. JSON: status, time, annotate, pause, resume, reload, record.start, record.split, \
            record.stop, calibrate. Plain: R, r, C, c, t, v, SUB_PORT, PUB_PORT.
            """
        case .badName(let argument): "\(argument) must be 1 to 64 of A-Z, a-z, 0-9, _ and -."
        case .badArgument(let what): "\(what)."
        case .tooLarge(let bytes): "The request has \(bytes) bytes; the limit is \(ControlReader.maximumBytes)."
        case .tooFast:
            "More than \(RequestAllowance.ratePerSecond) requests a second; the one before was the last to be carried out."
        case .busy: "Too many requests, a reload or the start of a recording are under way; ask again in a second."
        case .notAllowed(let command):
            "\(command) is not allowed over TCP without keys; use an ipc:// endpoint or --keys DIR."
        case .unsupported(let what): "\(what)."
        case .badModel(let sentence), .cannotRecord(let sentence): sentence
        case .modeNotAllowed(let mode, let allowed):
            "Recording in mode \(mode) is not allowed, only up to mode \(allowed); start the program with --record-allow \(mode)."
        }
    }
}
