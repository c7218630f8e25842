import Capture
import Faces
public import Feed
import Inference
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
        guard (1...16).contains(options.cameraName.count), options.cameraName.allSatisfy(\.isTopicCharacter) else {
            throw ServiceError.badCameraName(options.cameraName)
        }
        let endpoint = try Endpoint(options.feed)
        let model = try ModelFile.load(path: ModelFolder.model(options.modelPath))
        if let note = BLASCore.note { Log.note(note) }
        let clock = SystemMonotonicClock()
        let source = try Self.source(options, clock: clock)
        let publisher = try Publisher(
            endpoint: endpoint, identity: Self.identity(options, model, source.kind), encoding: options.encoding,
            observer: message)
        let faces = try FaceTracker(
            files: FaceModelFiles(directory: ModelFolder.faceModels()), template: model.template,
            maximumFaces: options.maximumFaces)
        self.init(
            source: source, faces: faces, network: AffectNetwork(model), maximumFaces: options.maximumFaces,
            publisher: publisher, duration: options.duration, clock: clock,
            health: StreamHealth(clock: clock, openBLASCore: BLASCore.name, device: options.file?.path), stages: stages,
            observer: tick)
    }

    private static func source(_ options: RunOptions, clock: SystemMonotonicClock) throws -> any FrameSource {
        guard let file = options.file else {
            return try CameraSource(configuration: options.camera, clock: clock)
        }
        return try FileSource(path: file.path, speed: file.speed, loops: file.loops, start: file.start, clock: clock)
    }

    private static func identity(_ options: RunOptions, _ model: Model, _ kind: SourceKind) -> RunIdentity {
        RunIdentity(
            run: HostIdentity.newRun(), source: kind, host: HostIdentity.bootID(), camera: options.cameraName,
            model: model.identifier,
            outputs: [RunIdentity.Dimension.arousal, .valence].compactMap { dimension in
                guard let window = model.windowsMilliseconds[dimension.rawValue] else { return nil }
                return RunIdentity.OutputTiming(
                    name: dimension, windowMilliseconds: window,
                    delayMilliseconds: model.delaysMilliseconds[dimension.rawValue] ?? 0)
            })
    }
}

extension Character {
    fileprivate var isTopicCharacter: Bool { isASCII && (isLetter || isNumber) }
}
