import Capture
import Faces
public import Feed
import Inference
import Sessions
import StreamTypes

extension Pipeline {
    /// Builds every stage from `options`; nothing is published before ``run()``.
    ///
    /// - Parameters:
    ///   - stages: keeps the times of the stages.
    ///   - tick: called with each message about a face or nobody.
    ///   - message: called with each message as published.
    /// - Throws: one sentence of the stage that cannot be built.
    public convenience init(
        _ options: RunOptions, stages: StageTimes? = nil, message: ((UnsafeRawBufferPointer) -> Void)? = nil,
        tick: ((AffectMessage) -> Void)? = nil
    ) throws {
        guard (1...8).contains(options.maximumFaces) else { throw ServiceError.badFaceCount(options.maximumFaces) }
        guard RunOptions.isCameraName(options.cameraName) else {
            throw ServiceError.badCameraName(options.cameraName)
        }
        let endpoint = try Endpoint(options.feed)
        let model = try ModelFile.load(path: ModelFolder.model(options.modelPath))
        if let note = BLASCore.note { Log.note(note) }
        let clock = SystemMonotonicClock()
        let source = try Self.source(options, clock: clock)
        let context = try SocketContext()
        let access = try options.keys.map { folder in
            try AccessControl(KeyFolder(path: folder).serverKeys(), context: context, clock: clock, log: Log.note)
        }
        let replay = source as? ReplaySource
        let maximumFaces = replay?.description.faces ?? options.maximumFaces
        let smoothing = options.smoothing ?? replay?.description.smoothingSeconds.map { .seconds($0) }
        let faces = try Self.faces(replay, model, maximumFaces: maximumFaces)
        let identity = Self.identity(options, model, source.kind)
        replay?.followsModelChanges = replay?.description.model.identifier == model.identifier
        let health = StreamHealth(clock: clock, openBLASCore: BLASCore.name, device: options.file?.path)
        let setting = Recordings.Setting(
            maximumFaces: maximumFaces, smoothing: smoothing, device: options.file?.path ?? options.camera.device)
        let recordings = Recordings(
            try options.recording.map {
                let description = SessionDescription(
                    $0, identity, template: model.template, setting, anchor: health.anchor)
                return try Recording(SessionRecorder($0, description), anchor: health.anchor)
            }, offer: options.recordings, setting: setting)
        let metrics = try options.metrics.map { try MetricsServer(endpoint: Endpoint($0), clock: clock) }
        let publisher = try Publisher(
            endpoint: endpoint, identity: identity, encoding: options.encoding,
            context: context, access: access,
            observer: {
                recordings.current?.add(message: $0)
                message?($0)
            })
        let preview = try options.preview.map {
            guard replay?.description.mode != .crops else { throw ServiceError.noPictures(session: replay?.path ?? "") }
            return try Preview($0, identity, encoding: options.encoding, context: context, access: access, clock: clock)
        }
        let control = try Self.control(options, feed: endpoint, context: context, access: access, clock: clock)
        let network = AffectNetwork(model, preparesAside: options.file?.speed == .maximum)
        self.init(
            source: source, faces: faces,
            streams: TrackStreams(network: network, count: maximumFaces, smoothing: smoothing),
            publisher: publisher, recordings: recordings, preview: preview, duration: options.duration, clock: clock,
            health: health,
            control: control, stages: stages, observer: tick)
        self.metrics = metrics
    }

    /// A session without pictures has its own crops, which have to be such as the model judges.
    private static func faces(_ replay: ReplaySource?, _ model: Model, maximumFaces: Int) throws -> any FaceStage {
        guard let replay, let faces = replay.faces else {
            return try FaceTracker(
                files: FaceModelFiles(directory: ModelFolder.faceModels()), template: model.template,
                maximumFaces: maximumFaces)
        }
        guard replay.description.model.crop == SessionDescription.Crop(model.template) else {
            throw ServiceError.otherCrops(model: model.identifier, session: replay.description.model.identifier)
        }
        return faces
    }

    private static func control(
        _ options: RunOptions, feed: Endpoint, context: SocketContext, access: AccessControl?,
        clock: SystemMonotonicClock
    ) throws -> ControlSocket? {
        guard let text = options.control.endpoint else { return nil }
        let tick = options.file == nil ? TickGrid.tick(at: clock.now()) : 0
        let position = StreamPosition(state: .running, tick: tick, time: TickGrid.start(of: tick))
        do throws(FeedError) {
            let facts = ControlFacts(version: Version.text, feed: feed)
            return try ControlSocket(
                endpoint: Endpoint(text), context: context, access: access, facts: facts, position: position,
                clock: clock,
                log: Log.note)
        } catch {
            guard options.control == .standard, error == .endpointTaken(text) else { throw error }
            Log.note("no control socket: \(text) is in use, perhaps by another run; choose one with --control ENDPOINT")
            return nil
        }
    }

    private static func source(_ options: RunOptions, clock: SystemMonotonicClock) throws -> any FrameSource {
        guard let file = options.file else {
            return try CameraSource(configuration: options.camera, clock: clock)
        }
        if SessionReader.isSession(file.path) {
            return try ReplaySource(
                path: file.path, speed: file.speed, loops: file.loops, start: file.start, clock: clock)
        }
        return try FileSource(path: file.path, speed: file.speed, loops: file.loops, start: file.start, clock: clock)
    }

    private static func identity(_ options: RunOptions, _ model: Model, _ kind: SourceKind) -> RunIdentity {
        RunIdentity(
            run: HostIdentity.newRun(), source: kind, host: HostIdentity.bootID(), camera: options.cameraName,
            model: model.identifier,
            outputs: model.outputTimings)
    }
}

extension Model {
    /// What the values of a tick cover, for those outputs that are published.
    var outputTimings: [RunIdentity.OutputTiming] {
        [RunIdentity.Dimension.arousal, .valence].compactMap { dimension in
            guard let window = windowsMilliseconds[dimension.rawValue] else { return nil }
            return RunIdentity.OutputTiming(
                name: dimension, windowMilliseconds: window,
                delayMilliseconds: delaysMilliseconds[dimension.rawValue] ?? 0)
        }
    }
}
