import StreamTypes

/// One `notify.hub.refused.` message: a second feed speaks for a camera, and is left out.
///
/// The keys are those of `docs/schema/hub.schema.json`; all of them are always there.
struct HubNotice {
    static let topic = "notify.hub.refused."

    var camera: String
    /// The feed that is left out.
    var endpoint: String
    /// The feed that speaks for the camera.
    var holder: String

    var sentence: String {
        """
        \(endpoint): refused: camera \(camera) comes from \(holder) already. Start one of them with another --camera-name; \
        it is taken when \(holder) has been silent for 3 seconds.
        """
    }

    func encode(
        into writer: inout JSONWriter, run: String, host: String, sequence: Int64, publishTime: MonotonicTime,
        utcNanoseconds: Int64
    ) {
        writer.beginMap(count: 11)
        writer.field("v", 1)
        writer.field("topic", Self.topic)
        writer.field("run", run)
        writer.field("host", host)
        writer.field("seq", sequence)
        writer.field("t_publish_ns", publishTime.nanoseconds)
        writer.timestampField("utc", utcNanoseconds)
        writer.field("subject", "hub.refused")
        writer.field("camera", camera)
        writer.field("endpoint", endpoint)
        writer.field("holder", holder)
        writer.endMap()
    }
}
