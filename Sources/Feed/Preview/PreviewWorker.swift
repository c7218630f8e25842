import StreamTypes

/// The preview's thread: follows who subscribes, and sends the newest picture.
final class PreviewWorker {
    private let socket: Socket
    private let slot: PreviewSlot
    private let identity: RunIdentity
    private let topic: String
    private let clock: any MonotonicClock
    private let compress: (inout PreviewPicture) -> Bool
    private var encoder: any MessageWriter
    private var picture = PreviewPicture()
    private var sequence: Int64 = 0
    /// The prefixes of ``topic`` that are subscribed to; libzmq tells of the first reader of each and of its last.
    private var prefixes: Set<[UInt8]> = []

    private static let longestWait = Duration.seconds(1)

    init(
        socket: Socket, slot: PreviewSlot, identity: RunIdentity, encoding: MessageEncoding, clock: any MonotonicClock,
        compress: @escaping (inout PreviewPicture) -> Bool
    ) {
        self.socket = socket
        self.slot = slot
        self.identity = identity
        self.clock = clock
        self.compress = compress
        topic = "preview.\(identity.camera)."
        encoder = encoding == .json ? JSONWriter() : MessagePackWriter()
    }

    func run() {
        while !slot.wakeUp.isOver {
            socket.wait(or: slot.wakeUp, timeout: Self.longestWait)
            slot.wakeUp.clear()
            followSubscriptions()
            if let message = slot.take(into: &picture), slot.isWanted, compress(&picture) { send(message) }
        }
    }

    private func followSubscriptions() {
        while let (part, _) = socket.receive() {
            guard let isSubscription = part.first, topic.utf8.starts(with: part.dropFirst()) else { continue }
            let prefix = Array(part.dropFirst())
            if isSubscription == 1 { prefixes.insert(prefix) } else { prefixes.remove(prefix) }
        }
        slot.isWanted = !prefixes.isEmpty
    }

    private func send(_ message: PreviewMessage) {
        encoder.removeAll()
        message.encode(
            into: &encoder, topic: topic, sequence: sequence, identity: identity, publishTime: clock.now(),
            width: picture.width, height: picture.height)
        sequence += 1
        var topic = topic
        topic.withUTF8 { _ = socket.send(UnsafeRawBufferPointer($0), more: true) }
        encoder.bytes.withUnsafeBytes { _ = socket.send($0, more: true) }
        picture.bytes.withUnsafeBytes { _ = socket.send($0, more: false) }
    }
}
