import Glibc
import StreamTypes

/// The control socket's thread: reads requests, answers what needs no stream, hands on the rest, sends the replies.
final class ControlWorker {
    private let socket: Socket
    private let mailbox: ControlMailbox
    private let facts: ControlFacts
    private let isTrusted: Bool
    private let clock: any MonotonicClock
    private let log: @Sendable (String) -> Void
    private var allowance = RequestAllowance()
    private var refusals = RefusalCount(subject: "control")

    /// Messages read before the thread rests; with ``rest`` this bounds what a flood may cost.
    private static let batch = 32
    private static let rest = Duration.milliseconds(20)
    private static let longestWait = Duration.seconds(1)
    /// The client, a REQ's number (`ZMQ_REQ_CORRELATE`) and its delimiter, and the text.
    private static let maximumParts = 4

    /// - Parameter isTrusted: clients had to show a key, or had to be let in by the file system.
    init(
        socket: Socket, mailbox: ControlMailbox, facts: ControlFacts, isTrusted: Bool, clock: any MonotonicClock,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.socket = socket
        self.mailbox = mailbox
        self.facts = facts
        self.isTrusted = isTrusted
        self.clock = clock
        self.log = log
    }

    func run() {
        while !mailbox.wakeUp.isOver {
            socket.wait(or: mailbox.wakeUp, timeout: Self.longestWait)
            mailbox.wakeUp.clear()
            for answer in mailbox.takeAnswers() { send(answer) }
            var count = 0
            while count < Self.batch, let message = socket.receiveMessage(limit: Self.maximumParts) {
                count += 1
                receive(message.parts, isCut: message.isCut, receiveTime: clock.now())
            }
            if count == Self.batch { usleep(UInt32(Self.rest.wholeNanoseconds / 1000)) }
            if let sentence = refusals.sentenceIfDue(at: clock.now()) { log(sentence) }
        }
    }

    private func receive(_ parts: [[UInt8]], isCut: Bool, receiveTime: MonotonicTime) {
        guard let client = parts.first else { return }
        let delimiter = parts.dropFirst().prefix(2).firstIndex { $0.isEmpty }
        let sender = ControlRequest.Sender(envelope: Array(parts[...(delimiter ?? 0)]))
        let body = parts.dropFirst(sender.envelope.count)
        guard allowance.take(client, at: receiveTime) else {
            let style: ControlRequest.Style = body.first?.first == UInt8(ascii: "{") ? .json : .pupil
            return refuse(.tooFast, to: sender, style: style)
        }
        guard let text = body.first, body.count == 1, !isCut else {
            return refuse(.malformed("it must be one part"), to: sender, style: .json)
        }
        let reading = ControlReader.read(text)
        switch reading.result {
        case .failure(let refusal): refuse(refusal, to: sender, style: reading.style, id: reading.id)
        case .success(.question(let question)): send(answer(question), to: sender)
        case .success(.command(let command)):
            carryOut(
                ControlRequest(
                    command, id: reading.id, style: reading.style, receiveTime: receiveTime, sender: sender))
        }
    }

    private func carryOut(_ request: ControlRequest) {
        switch request.command {
        case .time(let clientTime):
            let reply = writer(request, mailbox.position)
            send(reply.time(client: clientTime, received: request.receiveTime, sent: clock.now()), to: request.sender)
        case .reload where !isTrusted: refuse(.notAllowed(command: request.command.name), request)
        default:
            if !mailbox.put(request) { refuse(.busy, request) }
        }
    }

    private func answer(_ question: ControlReader.PupilQuestion) -> [UInt8] {
        switch question {
        case .time: return Array(clock.now().decimalSeconds.utf8)
        case .version: return Array(facts.version.utf8)
        case .subscriptionPort:
            if let port = facts.feed.port { return Array(String(port).utf8) }
            return refusal(.unsupported("The feed has no port, it is at \(facts.feed)"))
        case .publicationPort:
            return refusal(.unsupported("Nothing can be published into this feed; use the command annotate"))
        }
    }

    private func refusal(_ refusal: Refusal) -> [UInt8] {
        refusals.add(refusal.code)
        return Array("\(refusal.code): \(refusal)".utf8)
    }

    // MARK: Replies

    private func send(_ answer: ControlMailbox.Answer) {
        let writer = writer(answer.request, answer.position)
        switch answer.outcome {
        case .done: send(writer.done(), to: answer.request.sender)
        case .status(let status): send(writer.status(status), to: answer.request.sender)
        case .model(let identifier): send(writer.model(identifier), to: answer.request.sender)
        case .recording(let session, let mode):
            send(writer.recording(session: session, mode: mode), to: answer.request.sender)
        case .refused(let refusal):
            refusals.add(refusal.code)
            send(writer.refused(refusal), to: answer.request.sender)
        }
    }

    private func refuse(_ refusal: Refusal, _ request: ControlRequest) {
        refusals.add(refusal.code)
        send(writer(request, mailbox.position).refused(refusal), to: request.sender)
    }

    private func refuse(
        _ refusal: Refusal, to sender: ControlRequest.Sender, style: ControlRequest.Style,
        id: ControlRequest.RequestID = .none
    ) {
        refusals.add(refusal.code)
        let writer = ReplyWriter(id: id, style: style, command: nil, position: mailbox.position)
        send(writer.refused(refusal), to: sender)
    }

    private func writer(_ request: ControlRequest, _ position: StreamPosition) -> ReplyWriter {
        ReplyWriter(id: request.id, style: request.style, command: request.command.name, position: position)
    }

    private func send(_ reply: [UInt8], to sender: ControlRequest.Sender) { socket.send(sender.envelope + [reply]) }
}

extension MonotonicTime {
    /// Seconds with nine decimals, exact: `12.000000345`.
    fileprivate var decimalSeconds: String {
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(rest)
        let fraction = String(repeating: "0", count: 9 - digits.count) + digits
        return "\(nanoseconds < 0 ? "-" : "")\(seconds).\(fraction)"
    }
}
