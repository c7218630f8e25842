import Glibc
public import StreamTypes
import Synchronization

/// Records a stream into a new session folder, on a thread of its own; see docs/sessions.md.
///
/// The calls come from the stream's one thread, in the order in which the stream decides; none waits for the disk. What does not
/// fit into the queue is dropped as a whole, counted, and said. A full disk ends the recording, never the stream.
public final class SessionRecorder {
    public let path: String
    public let mode: SessionMode

    private let queue: EntryQueue
    private let state: RecordingState
    private let waits: Bool
    private let notice: @Sendable (String) -> Void
    private var thread = pthread_t()
    /// The writer's thread runs.
    private var isWriting = false
    /// Rows dropped since the queue was full; nil while it takes everything.
    private var gap: Int64?
    /// The next picture begins another video file.
    private var isSplitting = false

    /// Bytes that may wait for the disk: ten seconds of 30 pictures of 100 kB a second.
    public static let queueBytes = 32 << 20

    public struct Limits: Sendable {
        public var queueBytes = SessionRecorder.queueBytes
        /// Recording stops when its disk has less.
        public var minimumFreeBytes: Int64
        /// The recording stops before its files have more bytes in all; nil for no limit.
        public var maximumBytes: Int64?
        /// The recording stops when so much time of the stream is in it; nil for no limit.
        public var maximumDuration: Duration?
        /// A video file holds no more than this; nil for any length.
        public var partDuration: Duration?

        public init(
            minimumFreeBytes: Int64 = 512 << 20, maximumBytes: Int64? = nil, maximumDuration: Duration? = nil,
            partDuration: Duration? = nil
        ) {
            self.minimumFreeBytes = minimumFreeBytes
            self.maximumBytes = maximumBytes
            self.maximumDuration = maximumDuration
            self.partDuration = partDuration
        }
    }

    /// Creates the folder `path`, mode 0700, with files of mode 0600.
    ///
    /// - Parameters:
    ///   - waits: for a source that can wait (a file): waits for the disk instead of dropping.
    ///   - notice: called from either thread with a sentence for people.
    /// - Throws: ``SessionError``; nothing is overwritten.
    public init(
        path: String, description: SessionDescription, limits: Limits = Limits(), waits: Bool = false,
        notice: @escaping @Sendable (String) -> Void
    ) throws(SessionError) {
        signal(SIGXFSZ, SIG_IGN)
        let folder = try SessionFolder.create(path)
        self.path = folder.path
        mode = description.mode
        self.waits = waits
        self.notice = notice
        queue = EntryQueue(capacity: limits.queueBytes)
        state = RecordingState(mode: description.mode)
        if let free = folder.freeBytes, free < limits.minimumFreeBytes {
            rmdir(folder.path)
            throw .noRoom(
                path: folder.path, freeMebibytes: free >> 20, neededMebibytes: limits.minimumFreeBytes >> 20)
        }
        let writer = try SessionWriter(
            folder: folder, description: description, queue: queue, state: state,
            limits: limits, notice: notice)
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<SessionWriter>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(writer).toOpaque())
        if code != 0 { throw .unwritable(path: folder.path, code: code) }
        isWriting = true
    }

    deinit { close() }

    public var status: SessionStatus { state.status.withLock { $0 } }

    // MARK: What happens

    /// A frame was captured.
    ///
    /// - Parameters:
    ///   - tick: the tick that takes it; nil when none does.
    ///   - picture: its JPEG data and size in pixels, kept in mode video only.
    public func add(_ frame: Frame, tick: Int64?, picture: (jpeg: UnsafeRawBufferPointer, width: Int, height: Int)?) {
        var entry = SessionEntry(.frame)
        entry.frame = frame.number
        entry.time = frame.captureTime.nanoseconds
        entry.tick = tick
        guard mode == .video, let picture else {
            push(entry)
            return
        }
        entry.width = Int32(clamping: picture.width)
        entry.height = Int32(clamping: picture.height)
        entry.beginsPart = isSplitting
        if push(entry, picture.jpeg) { isSplitting = false }
    }

    /// Begins another video file with the next picture. Of no effect in modes without pictures.
    public func split() { isSplitting = true }

    /// The network is about to judge `crop`. Left out in mode features.
    public func add(_ crop: FaceCrop) {
        guard mode != .features else { return }
        var entry = SessionEntry(.crop)
        entry.frame = crop.frame.number
        entry.time = crop.frame.captureTime.nanoseconds
        entry.tick = crop.tick
        entry.track = crop.track.number
        push(entry, UnsafeRawBufferPointer(start: crop.pixels, count: crop.width * crop.height))
    }

    /// A tick that began at `start` goes without a frame.
    public func addEmpty(tick: Int64, start: MonotonicTime, reasons: Reasons) {
        var entry = SessionEntry(.empty)
        entry.tick = tick
        entry.time = start.nanoseconds
        entry.reasons = reasons.rawValue
        push(entry)
    }

    public func addOffline() { push(SessionEntry(.offline)) }

    public func addOnline() { push(SessionEntry(.online)) }

    public func addPaused() { push(SessionEntry(.paused)) }

    public func addResumed() { push(SessionEntry(.resumed)) }

    /// Another model is in use; the next message says which.
    public func addModel() { push(SessionEntry(.model)) }

    /// One message as published, a JSON object without a newline.
    public func add(message: UnsafeRawBufferPointer) {
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: message)
        line.append(UInt8(ascii: "\n"))
        line.withUnsafeBytes { _ = push(SessionEntry(.message), $0) }
    }

    private var line: [UInt8] = []

    /// The wall clock was set: from here on another pair of moments holds.
    public func add(anchor: SessionDescription.Anchor) { state.anchors.withLock { $0.append(anchor) } }

    /// Writes what waits, closes the files and returns when they are on the disk.
    public func close() {
        guard isWriting else { return }
        isWriting = false
        if let gap { _ = queue.push(Self.dropped(gap), Self.nothing, waiting: true) }
        queue.close()
        pthread_join(thread, nil)
    }

    // MARK: The queue

    private static var nothing: UnsafeRawBufferPointer { .init(start: nil, count: 0) }

    /// - Returns: false when there was no room for it.
    @discardableResult
    private func push(_ entry: SessionEntry, _ payload: UnsafeRawBufferPointer = nothing) -> Bool {
        var entry = entry
        entry.byteCount = payload.count
        if let gap {
            guard entry.event != .crop, entry.event != .message, queue.isHalfEmpty,
                queue.push(Self.dropped(gap), Self.nothing, waiting: false)
            else {
                drop()
                return false
            }
            self.gap = nil
        }
        let isTaken = queue.push(entry, payload, waiting: waits)
        if !isTaken { drop() }
        return isTaken
    }

    private func drop() {
        guard status.isRecording else { return }
        if gap == nil { notice("the disk of \(path) is too slow: the recording has a gap, the stream goes on") }
        gap = (gap ?? 0) + 1
        state.status.withLock { $0.dropped += 1 }
    }

    /// The row that says how many are missing; the number travels as its tick.
    private static func dropped(_ count: Int64) -> SessionEntry {
        var entry = SessionEntry(.dropped)
        entry.tick = count
        return entry
    }
}
