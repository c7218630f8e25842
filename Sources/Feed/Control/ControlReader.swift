import FoundationEssentials
import StreamTypes

/// Turns the bytes of a request into a ``ControlCommand``, or says why it is none. Nothing in them is trusted.
struct ControlReader {
    static let maximumBytes = 4096
    static let maximumNameLength = 64
    static let maximumTextBytes = 1024
    private static let maximumDepth = 4

    /// A request as read; what could be told of it even when it was refused.
    struct Reading {
        var id = ControlRequest.RequestID.none
        var style = ControlRequest.Style.json
        var result: Result<Request, Refusal>
    }

    enum Request: Hashable {
        case command(ControlCommand)
        case question(PupilQuestion)
    }

    /// Pupil Remote's questions, which need no answer of the stream.
    enum PupilQuestion: Hashable {
        case time, version, subscriptionPort, publicationPort
    }

    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.count <= maximumBytes else {
            return Reading(style: style(of: bytes), result: .failure(.tooLarge(bytes: bytes.count)))
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return Reading(style: style(of: bytes), result: .failure(.malformed("it is not UTF-8")))
        }
        return style(of: bytes) == .json ? readJSON(bytes) : readPupil(String(decoding: bytes, as: UTF8.self))
    }

    static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func style(of bytes: [UInt8]) -> ControlRequest.Style {
        bytes.first { !isSpace($0) } == UInt8(ascii: "{") ? .json : .pupil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    // MARK: Pupil Remote

    private static func readPupil(_ text: String) -> Reading {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
        func reading(_ request: Request) -> Reading { Reading(style: .pupil, result: .success(request)) }
        if words.first == "R", words.count == 2 {
            guard isName(words[1]) else { return Reading(style: .pupil, result: .failure(.badName("The name"))) }
            return reading(.command(.recordStart(.init(name: words[1]))))
        }
        guard words.count == 1 else { return Reading(style: .pupil, result: .failure(.unknownCommand)) }
        switch words[0] {
        case "R": return reading(.command(.recordStart(.init())))
        case "r": return reading(.command(.recordStop))
        case "C", "c": return reading(.command(.calibrate))
        case "t": return reading(.question(.time))
        case "v": return reading(.question(.version))
        case "SUB_PORT": return reading(.question(.subscriptionPort))
        case "PUB_PORT": return reading(.question(.publicationPort))
        default: return Reading(style: .pupil, result: .failure(.unknownCommand))
        }
    }

    // MARK: JSON

    private static func readJSON(_ bytes: [UInt8]) -> Reading {
        guard JSONNesting.isWithin(maximumDepth, bytes) else {
            return Reading(result: .failure(.malformed("it is nested deeper than \(maximumDepth)")))
        }
        let decoder = JSONDecoder()
        let envelope: RequestEnvelope
        do {
            envelope = try decoder.decode(RequestEnvelope.self, from: Data(bytes))
        } catch {
            return Reading(result: .failure(.malformed("it is no JSON object {cmd, args, id} of the right types")))
        }
        var id = ControlRequest.RequestID.none
        switch envelope.id {
        case .text(let text) where text.utf8.count > maximumNameLength:
            return Reading(result: .failure(.badArgument("id has more than \(maximumNameLength) bytes")))
        case .text(let text): id = .text(text)
        case .integer(let value): id = .integer(value)
        case nil: break
        }
        do {
            return Reading(id: id, result: .success(.command(try command(envelope))))
        } catch {
            return Reading(id: id, result: .failure(error))
        }
    }

    private static func command(_ envelope: RequestEnvelope) throws(Refusal) -> ControlCommand {
        let arguments = envelope.args ?? RequestArguments()
        switch envelope.cmd {
        case "status": return .status
        case "time": return .time(clientTime: arguments.t0)
        case "annotate": return .annotate(try annotation(arguments))
        case "pause": return .pause
        case "resume": return .resume
        case "reload":
            guard let name = arguments.model, isName(name) else { throw .badName("args.model") }
            return .reload(model: name)
        case "record.start":
            return try recording(arguments)
        case "record.split": return .recordSplit
        case "record.stop": return .recordStop
        case "calibrate": return .calibrate
        default: throw .unknownCommand
        }
    }

    private static func recording(_ arguments: RequestArguments) throws(Refusal) -> ControlCommand {
        if let name = arguments.name, !isName(name) { throw .badName("args.name") }
        if let mode = arguments.mode, !["features", "crops", "video"].contains(mode) {
            throw .badArgument("args.mode must be features, crops or video")
        }
        if let consent = arguments.consent, consent.utf8.count > maximumTextBytes {
            throw .badArgument("args.consent has more than \(maximumTextBytes) bytes")
        }
        if let seconds = arguments.maximumSeconds, !(1...1e9).contains(seconds) {
            throw .badArgument("args.max_seconds must be 1 to 1000000000")
        }
        if let size = arguments.maximumMebibytes, !(1...1 << 30).contains(size) {
            throw .badArgument("args.max_mib must be 1 to \(1 << 30)")
        }
        return .recordStart(
            .init(
                name: arguments.name, mode: arguments.mode, consent: arguments.consent,
                maximumSeconds: arguments.maximumSeconds, maximumMebibytes: arguments.maximumMebibytes))
    }

    private static func annotation(_ arguments: RequestArguments) throws(Refusal) -> ControlCommand.Annotation {
        guard let label = arguments.label, isName(label) else { throw .badName("args.label") }
        if let text = arguments.text, text.utf8.count > maximumTextBytes {
            throw .badArgument("args.text has more than \(maximumTextBytes) bytes")
        }
        if let duration = arguments.durationMilliseconds, !(0...86_400_000).contains(duration) {
            throw .badArgument("args.duration_ms must be 0 to 86400000")
        }
        return ControlCommand.Annotation(
            label: label, text: arguments.text, time: arguments.time.map { MonotonicTime(nanoseconds: $0) },
            duration: arguments.durationMilliseconds.map { .milliseconds($0) })
    }
}
