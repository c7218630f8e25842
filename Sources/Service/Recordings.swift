import Feed
import Sessions
import StreamTypes

/// What is recorded at this moment, and what clients may have recorded.
///
/// The disk is never waited for: sessions are made and closed on threads of their own.
final class Recordings {
    /// A recording that stopped by itself stays here until the next one begins.
    private(set) var current: Recording?
    /// Nil when clients may not record.
    let offer: RunOptions.RecordingOffer?
    let setting: Setting
    /// The session that is being made for a client.
    var beginning: RecordingBeginning?
    private var endings: [RecordingEnding] = []
    private var hasAnnounced = true

    /// What sessions say of the run.
    struct Setting {
        var maximumFaces = 1
        var smoothing: Duration?
        var device: String?
    }

    init(_ current: Recording? = nil, offer: RunOptions.RecordingOffer? = nil, setting: Setting = Setting()) {
        self.offer = offer
        self.setting = setting
        use(current)
    }

    /// The recording whose beginning nobody was told of.
    var unannounced: Recording? {
        guard !hasAnnounced else { return nil }
        hasAnnounced = true
        return current
    }

    /// Whether something is being recorded, as far as this thread was told.
    private(set) var isActive = false

    /// The recording that stopped by itself since this was asked last.
    func takeStopped() -> Recording? {
        guard isActive, let current, !current.status.isRecording else { return nil }
        isActive = false
        return current
    }

    func use(_ recording: Recording?) {
        if let current { endings.append(RecordingEnding(current, for: nil)) }
        current = recording
        isActive = recording != nil
        hasAnnounced = recording == nil
    }

    /// Closes the current recording; `request` is answered when it is on the disk.
    func end(for request: ControlRequest, at position: StreamPosition) {
        guard let current else { return }
        self.current = nil
        isActive = false
        endings.append(RecordingEnding(current, for: (request, position)))
    }

    /// The recordings that are closed since this was asked last, and who asked for it.
    func takeEnded() -> [RecordingEnding] {
        guard endings.contains(where: \.isDone) else { return [] }
        defer { endings.removeAll(where: \.isDone) }
        return endings.filter(\.isDone)
    }

    /// Closes everything, and waits for it.
    func close() {
        current?.close()
        isActive = false
        beginning?.discard()
        for ending in endings { ending.wait() }
    }
}
