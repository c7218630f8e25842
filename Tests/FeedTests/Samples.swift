import Feed
import StreamTypes

extension RunIdentity {
    static let sample = RunIdentity(
        run: "0b5ccf2e-9d7c-4d3a-a8a1-2d3f1a4b5c6d", source: .live, host: "boot", camera: "cam0", model: "0123456789ab",
        outputs: [
            OutputTiming(name: .arousal, windowMilliseconds: 100, delayMilliseconds: 0),
            OutputTiming(name: .valence, windowMilliseconds: 100, delayMilliseconds: 0),
        ])
}

extension AffectMessage {
    static let tracking = AffectMessage(
        track: TrackID(1), isPrimary: true, tick: 12,
        frame: Frame(number: 36, captureTime: MonotonicTime(nanoseconds: 1_234_567_891)),
        tickTime: MonotonicTime(nanoseconds: 1_200_000_000), publishTime: MonotonicTime(nanoseconds: 1_240_000_000),
        utcNanoseconds: 1_709_164_800_123_456_789, state: .tracking, reasons: [.dark, .lowFrameRate],
        estimate: Estimate(arousal: 0.25, valence: -0.5), raw: Estimate(arousal: 0.5, valence: -0.75),
        face: FaceOutline(
            Face(
                track: TrackID(1), box: .init(x: 10, y: 20, width: 100, height: 100),
                landmarks: FacePoints(
                    Point(x: 80, y: 50), Point(x: 65, y: 50), Point(x: 30, y: 50), Point(x: 45, y: 50),
                    Point(x: 55, y: 80)),
                rollDegrees: 1.5, confidence: 0.9, isPrimary: true),
            pictureWidth: 640, pictureHeight: 480),
        confidence: 0.9, latency: .milliseconds(5))
}

extension StatusMessage {
    static let sample = StatusMessage(
        cameraState: .online, cause: nil, device: "a camera", publishTime: MonotonicTime(nanoseconds: 5),
        utcNanoseconds: 0, measuredFramesPerSecond: 29.97, framesCaptured: 300, framesDamaged: 1, framesLost: 2,
        ticksPublished: 100, ticksHeld: 0, ticksMissed: 0, isOverloaded: false, trackedFaces: 1,
        openBLASCore: "Haswell", anchor: UTCAnchor(monotonic: .zero, utcNanoseconds: 17))
}
