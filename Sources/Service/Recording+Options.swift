import Feed
import Inference
import Sessions
import StreamTypes

extension Recording {
    /// Begins a session, and says so.
    ///
    /// - Throws: ``SessionError`` when it cannot be recorded there.
    convenience init(
        _ options: RunOptions.RecordingOptions, _ identity: RunIdentity, _ model: Model, maximumFaces: Int,
        smoothing: Duration?, device: String?, anchor: UTCAnchor
    ) throws {
        let description = SessionDescription(
            software: "AffectStream \(Version.text)", run: identity.run, host: identity.host,
            source: identity.source, camera: .init(name: identity.camera, device: device), mode: options.mode,
            model: .init(identifier: model.identifier, template: model.template), faces: maximumFaces,
            smoothingSeconds: smoothing?.seconds, blasCore: BLASCore.name, anchor: .init(anchor),
            consent: options.consent, deleteAfter: options.deleteAfter)
        var limits = SessionRecorder.Limits()
        limits.minimumFreeBytes = options.minimumFreeBytes
        let recorder = try SessionRecorder(
            path: options.path, description: description, limits: limits, waits: identity.source != .live,
            notice: { Log.note($0) })
        Log.note("recording to \(recorder.path): \(options.mode.explanation)")
        try self.init(recorder, anchor: anchor)
    }
}

extension SessionMode {
    fileprivate var explanation: String {
        switch self {
        case .features: "times and messages, no picture"
        case .crops: "the gray crops of faces, times and messages"
        case .video: "the pictures of the camera, the gray crops of faces, times and messages"
        }
    }
}
