public import StreamTypes

/// One `status.` message: how the camera and the stream are doing. Sent each second, on change, and to new subscribers.
///
/// The keys are those of `docs/schema/status.schema.json`; all of them are always there.
public struct StatusMessage: Sendable {
    public var cameraState: CameraState
    /// Why the camera is not online, as a sentence.
    public var cause: String?
    /// Name and format of the camera or file.
    public var device: String?
    public var publishTime: MonotonicTime
    /// Wall-clock time of publication in nanoseconds since 1970.
    public var utcNanoseconds: Int64
    /// Frames a second over the last seconds; nil before two frames.
    public var measuredFramesPerSecond: Float?
    public var framesCaptured: Int64
    /// Frames whose data were damaged.
    public var framesDamaged: Int64
    /// Frames that the source says it lost.
    public var framesLost: Int64
    public var ticksPublished: Int64
    public var ticksHeld: Int64
    /// Ticks that overload skipped.
    public var ticksMissed: Int64
    public var isOverloaded: Bool
    public var trackedFaces: Int
    public var openBLASCore: String
    public var anchor: UTCAnchor?
    /// More than half of the camera's frames of the last five seconds were damaged.
    public var isDegraded = false
    /// How often the camera was opened again after its first time.
    public var reopens: Int64 = 0
    /// Who stamps the frames; nil before the first one, and for a file.
    public var timestamps: Timestamps?
    /// How the recording is doing; nil while nothing is recorded.
    public var recording: Recording?
    /// Attempts to connect to a socket with keys that were refused since the start; the publisher fills it in.
    var refusedConnections: Int64 = 0

    public init(
        cameraState: CameraState, cause: String?, device: String?, publishTime: MonotonicTime, utcNanoseconds: Int64,
        measuredFramesPerSecond: Float?, framesCaptured: Int64, framesDamaged: Int64, framesLost: Int64,
        ticksPublished: Int64, ticksHeld: Int64, ticksMissed: Int64, isOverloaded: Bool, trackedFaces: Int,
        openBLASCore: String, anchor: UTCAnchor?
    ) {
        self.cameraState = cameraState
        self.cause = cause
        self.device = device
        self.publishTime = publishTime
        self.utcNanoseconds = utcNanoseconds
        self.measuredFramesPerSecond = measuredFramesPerSecond
        self.framesCaptured = framesCaptured
        self.framesDamaged = framesDamaged
        self.framesLost = framesLost
        self.ticksPublished = ticksPublished
        self.ticksHeld = ticksHeld
        self.ticksMissed = ticksMissed
        self.isOverloaded = isOverloaded
        self.trackedFaces = trackedFaces
        self.openBLASCore = openBLASCore
        self.anchor = anchor
    }

    public struct Recording: Hashable, Sendable {
        /// Name of the session's folder.
        public var session: String
        /// `features`, `crops` or `video`.
        public var mode: String
        public var isRecording: Bool
        /// Why it stopped, as a sentence.
        public var stopReason: String?
        public var byteCount: Int64
        /// Bytes that are free on its disk.
        public var freeByteCount: Int64?
        /// Rows that a slow disk cost.
        public var dropped: Int64

        public init(
            session: String, mode: String, isRecording: Bool, stopReason: String?, byteCount: Int64,
            freeByteCount: Int64?,
            dropped: Int64
        ) {
            self.session = session
            self.mode = mode
            self.isRecording = isRecording
            self.stopReason = stopReason
            self.byteCount = byteCount
            self.freeByteCount = freeByteCount
            self.dropped = dropped
        }

        func encode(into writer: inout some MessageWriter) {
            writer.beginMap(count: 7)
            writer.field("session", session)
            writer.field("mode", mode)
            writer.field("state", isRecording ? "recording" : "stopped")
            writer.field("cause", stopReason)
            writer.field("bytes", byteCount)
            writer.field("disk_left", freeByteCount)
            writer.field("dropped", dropped)
            writer.endMap()
        }
    }

    public enum Timestamps: String, CaseIterable, Sendable {
        case driver
        /// This program, because the driver's stamps cannot be used.
        case host
    }

    public enum CameraState: String, CaseIterable, Sendable {
        case online, offline, stalled, frozen
    }

    func encode(into writer: inout some MessageWriter, topic: String, sequence: Int64, identity: RunIdentity) {
        writer.beginMap(count: type(of: writer).carriesTimestamp ? 30 : 29)
        writer.beginFields(topic: topic, sequence: sequence, identity: identity)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestampField("utc", utcNanoseconds)
        writer.timestamp(publishTime)
        writer.field("state", cameraState.rawValue)
        writer.field("cause", cause)
        writer.field("device", device)
        writer.field("fps", measuredFramesPerSecond)
        writer.field("frames_captured", framesCaptured)
        writer.field("frames_damaged", framesDamaged)
        writer.field("frames_lost", framesLost)
        writer.field("degraded", isDegraded)
        writer.field("reopens", reopens)
        writer.field("timestamps", timestamps?.rawValue)
        writer.field("ticks_published", ticksPublished)
        writer.field("ticks_held", ticksHeld)
        writer.field("ticks_missed", ticksMissed)
        writer.field("overload", isOverloaded)
        writer.field("faces", Int64(trackedFaces))
        writer.key("recording")
        if let recording { recording.encode(into: &writer) } else { writer.null() }
        writer.field("refused_connections", refusedConnections)
        writer.field("model", identity.model)
        writer.field("blas_core", openBLASCore)
        writer.key("anchor")
        if let anchor {
            writer.beginMap(count: 2)
            writer.field("t_monotonic_ns", anchor.monotonic.nanoseconds)
            writer.field("t_utc_ns", anchor.utcNanoseconds)
            writer.endMap()
        } else {
            writer.null()
        }
        writer.endMap()
    }
}
