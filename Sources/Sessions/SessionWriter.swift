import Glibc
import StreamTypes
import Synchronization

/// The thread that writes a recording: takes entries off the queue, secures them each second, and stops when the disk is full.
final class SessionWriter {
    private let folder: SessionFolder
    private let files: SessionFiles
    private let queue: EntryQueue
    private let state: RecordingState
    private let limits: SessionRecorder.Limits
    private let notice: @Sendable (String) -> Void
    private var description: SessionDescription
    /// The capture time of the first decision.
    private var begin: Int64?

    /// Bytes set aside for closing the files of a disk that is full.
    private static let reserveBytes = 256 << 10

    init(
        folder: SessionFolder, description: SessionDescription, queue: EntryQueue, state: RecordingState,
        limits: SessionRecorder.Limits, notice: @escaping @Sendable (String) -> Void
    ) throws(SessionError) {
        self.folder = folder
        self.description = description
        self.queue = queue
        self.state = state
        self.limits = limits
        self.notice = notice
        files = try SessionFiles(folder, mode: description.mode, partDuration: limits.partDuration)
        try reserve()
        try description.write(to: folder)
    }

    private func reserve() throws(SessionError) {
        let file = try AppendFile(creating: folder.file(SessionFolder.reserve))
        let zeros = [UInt8](repeating: 0, count: Self.reserveBytes)
        try file.append(zeros)
    }

    /// Writes until the queue is closed or the disk refuses.
    func run() {
        var payload: [UInt8] = []
        var nextSecond = Self.seconds() + 1
        while true {
            do throws(SessionError) {
                switch queue.pop(into: &payload, waiting: .seconds(1)) {
                case .entry(let entry):
                    if let reason = limit(reachedBy: entry) { return end(.stopped, because: reason) }
                    try files.write(entry, payload)
                case .idle: break
                case .closed: return end(.closed, because: nil)
                }
                if Self.seconds() >= nextSecond {
                    nextSecond = Self.seconds() + 1
                    try files.synchronise()
                    try renewAnchors()
                    if let reason = report() { return end(.stopped, because: reason) }
                }
            } catch {
                return end(.stopped, because: error.description)
            }
        }
    }

    /// Bytes kept free below a limit of size: the crops and messages of one more tick, and session.json.
    private static let marginBytes: Int64 = 256 << 10

    /// A recording ends between two decisions of the stream, so that its last tick is whole.
    ///
    /// - Returns: why `entry` is too much; nil when there is room for it.
    private func limit(reachedBy entry: SessionEntry) -> String? {
        guard entry.event == .frame || entry.event == .empty else { return nil }
        if let most = limits.maximumBytes,
            files.byteCount + files.indexByteCount + Int64(entry.byteCount) + Self.marginBytes > most
        {
            return "\(folder.path): it has reached the \(most >> 20) MiB that it was limited to."
        }
        guard let longest = limits.maximumDuration, let time = entry.time else { return nil }
        let begin = begin ?? time
        self.begin = begin
        guard Duration.nanoseconds(time - begin) >= longest else { return nil }
        return "\(folder.path): it has reached the \(longest.seconds) s that it was limited to."
    }

    /// - Returns: why recording has to stop, if it has to.
    private func report() -> String? {
        let free = folder.freeBytes
        state.status.withLock {
            $0.byteCount = files.byteCount
            $0.freeByteCount = free
        }
        guard let free, free < limits.minimumFreeBytes else { return nil }
        return
            "\(folder.path): only \(free >> 20) MiB are free on its disk, and \(limits.minimumFreeBytes >> 20) MiB are kept free."
    }

    private func renewAnchors() throws(SessionError) {
        let anchors = state.anchors.withLock { anchors in
            defer { anchors.removeAll() }
            return anchors
        }
        guard !anchors.isEmpty else { return }
        description.anchors += anchors
        try description.write(to: folder)
    }

    private func end(_ end: SessionDescription.State, because reason: String?) {
        state.status.withLock {
            $0.isRecording = false
            $0.stopReason = reason
        }
        queue.close()
        unlink(folder.file(SessionFolder.reserve))
        files.close()
        description.state = end
        description.stopReason = reason
        description.ended = SessionDescription.now()
        description.anchors += state.anchors.withLock { $0 }
        description.counts = files.counts
        description.counts?.dropped = state.status.withLock { $0.dropped }
        description.files = files.sizes
        var complaint = reason.map { "recording stopped, the stream goes on: \($0)" }
        do { try description.write(to: folder) } catch {
            complaint = (complaint.map { $0 + " " } ?? "") + "\(error.description) Run `affect recover \(folder.path)`."
        }
        _ = report()
        if let complaint { notice(complaint) }
    }

    private static func seconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec)
    }
}
