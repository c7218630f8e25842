public import StreamTypes

/// One `preview.` message: the picture of one tick, and the faces that were judged on exactly that frame.
///
/// The keys are those of `docs/schema/preview.schema.json`; all of them are always there. The picture follows as the message's third part.
public struct PreviewMessage: Sendable {
    public var tick: Int64
    public var frame: Frame
    /// The faces of ``frame``, the primary one first; a face that was bridged has no place in it and is left out.
    public var faces: [Face]

    /// A face and what the stream said of it at this tick.
    public struct Face: Hashable, Sendable {
        public var track: TrackID
        public var isPrimary: Bool
        public var state: FaceState
        public var outline: FaceOutline

        public init(track: TrackID, isPrimary: Bool, state: FaceState, outline: FaceOutline) {
            self.track = track
            self.isPrimary = isPrimary
            self.state = state
            self.outline = outline
        }
    }

    public init(tick: Int64, frame: Frame, faces: [Face]) {
        self.tick = tick
        self.frame = frame
        self.faces = faces
    }

    func encode(
        into writer: inout some MessageWriter, topic: String, sequence: Int64, identity: RunIdentity,
        publishTime: MonotonicTime, width: Int, height: Int
    ) {
        writer.beginMap(count: type(of: writer).carriesTimestamp ? 16 : 15)
        writer.beginFields(topic: topic, sequence: sequence, identity: identity)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestamp(frame.captureTime)
        writer.field("tick", tick)
        writer.field("frame", frame.number)
        writer.field("t_capture_ns", frame.captureTime.nanoseconds)
        writer.field("width", Int64(width))
        writer.field("height", Int64(height))
        writer.field("encoding", "jpeg")
        writer.key("faces")
        writer.beginArray(count: faces.count)
        for face in faces {
            writer.beginMap(count: 6)
            writer.field("track", face.track.description)
            writer.field("primary", face.isPrimary)
            writer.field("state", face.state.rawValue)
            face.outline.encodeFields(into: &writer)
            writer.endMap()
        }
        writer.endArray()
        writer.endMap()
    }
}
