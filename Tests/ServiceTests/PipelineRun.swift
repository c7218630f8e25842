import Capture
import Faces
import Feed
import Foundation
import Inference
import StreamTypes
import TestKit
import Testing

@testable import Service

/// The whole stream over a script, on a manual clock, with the bundled model.
struct PipelineRun {
    let folder: TemporaryDirectory
    let clock = ManualClock(at: .zero)
    /// Every message as published, topics of all kinds.
    let published = Published()

    final class Published {
        var messages: [[String: Any]] = []

        func topics(_ prefix: String) -> [[String: Any]] {
            messages.filter { ($0["topic"] as? String)?.hasPrefix(prefix) == true }
        }
    }

    init() throws { folder = try TemporaryDirectory() }

    func picture() throws -> GrayImage {
        let source = try FileSource(path: ShippedClip.singleFace.path, speed: .maximum)
        _ = try source.next(until: MonotonicTime(nanoseconds: .max))
        let image = GrayImage()
        try #require(source.decode(into: image))
        return image
    }

    /// Runs the stream; returns its messages about faces.
    func callAsFunction(
        _ steps: [ScriptedSource.Step], duration: Duration? = nil, control: (any ControlInbox)? = nil,
        smoothing: Duration? = nil, configuration: ConfigurationReload? = nil, onTick: ((AffectMessage) -> Void)? = nil
    ) throws -> [AffectMessage] {
        let model = try ModelFile.load(path: Repository.file("models/\(ModelFolder.bundledModel)").path)
        let identity = RunIdentity(
            run: "test", source: .live, host: "test", camera: "cam0", model: model.identifier, outputs: [])
        nonisolated(unsafe) var messages: [AffectMessage] = []
        let pipeline = Pipeline(
            source: ScriptedSource(steps, clock: clock, picture: try picture()),
            faces: try FaceTracker(
                files: FaceModelFiles(directory: Repository.file("models/faces").path), template: model.template,
                maximumFaces: 1),
            streams: TrackStreams(network: AffectNetwork(model), count: 1, smoothing: smoothing),
            publisher: try Publisher(
                endpoint: Endpoint("ipc://\(folder.file("feed").path)"), identity: identity,
                observer: { bytes in
                    let object = try? JSONSerialization.jsonObject(with: Data(bytes))
                    if let object = object as? [String: Any] { published.messages.append(object) }
                }),
            duration: duration, clock: clock,
            health: StreamHealth(clock: clock, openBLASCore: "test", device: nil), control: control,
            observer: {
                messages.append($0)
                onTick?($0)
            })
        pipeline.configuration = configuration
        try pipeline.run()
        return messages
    }
}
