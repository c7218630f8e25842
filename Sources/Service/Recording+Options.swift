import Feed
import Inference
import Sessions
import StreamTypes

extension SessionDescription {
    /// What session.json says of a recording that begins now.
    init(
        _ options: RunOptions.RecordingOptions, _ identity: RunIdentity, template: CropTemplate,
        _ setting: Recordings.Setting, anchor: UTCAnchor
    ) {
        self.init(
            software: "AffectStream \(Version.text)", run: identity.run, host: identity.host,
            source: identity.source, camera: .init(name: identity.camera, device: setting.device), mode: options.mode,
            model: .init(identifier: identity.model, template: template), faces: setting.maximumFaces,
            smoothingSeconds: setting.smoothing?.seconds, blasCore: BLASCore.name, anchor: .init(anchor),
            consent: options.consent, deleteAfter: options.deleteAfter)
    }
}

extension SessionRecorder {
    /// Begins a session, and says so.
    ///
    /// - Throws: ``SessionError`` when it cannot be recorded there.
    convenience init(
        _ options: RunOptions.RecordingOptions, _ description: SessionDescription
    ) throws(SessionError) {
        try self.init(
            path: options.path, description: description, limits: options.limits,
            waits: description.source != SourceKind.live.rawValue, notice: { Log.note($0) })
        Log.note("recording to \(path): \(mode.explanation)")
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
