import StreamTypes

/// A status as Prometheus reads it.
///
/// Source: Prometheus, "Exposition formats", text-based format 0.0.4.
struct MetricsText {
    let status: StatusMessage
    let identity: RunIdentity
    let latency: LatencySum

    var text: String {
        var lines: [String] = []
        func add(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: String, value: String)]) {
            lines += ["# HELP affect_\(name) \(help)", "# TYPE affect_\(name) \(kind)"]
            for sample in samples { lines.append("affect_\(name){\(camera)\(sample.labels)} \(sample.value)") }
        }
        func add(_ name: String, _ kind: String, _ help: String, _ value: String?) {
            if let value { add(name, kind, help, [("", value)]) }
        }
        add("info", "gauge", "What runs.", [(info, "1")])
        add(
            "camera_state", "gauge", "1 for the state that the camera is in.",
            StatusMessage.CameraState.allCases.map {
                (",state=\"\($0.rawValue)\"", $0 == status.cameraState ? "1" : "0")
            })
        add("camera_fps", "gauge", "Frames a second.", status.measuredFramesPerSecond.map { "\($0)" })
        add("camera_degraded", "gauge", "1 while most frames are damaged.", status.isDegraded ? "1" : "0")
        add("camera_reopens_total", "counter", "Times the camera was opened again.", "\(status.reopens)")
        add("frames_captured_total", "counter", "Frames from the camera.", "\(status.framesCaptured)")
        add("frames_damaged_total", "counter", "Frames that were damaged.", "\(status.framesDamaged)")
        add("frames_lost_total", "counter", "Frames that the driver lost.", "\(status.framesLost)")
        add("ticks_published_total", "counter", "Messages of ticks.", "\(status.ticksPublished)")
        add("ticks_held_total", "counter", "Ticks without a frame.", "\(status.ticksHeld)")
        add("ticks_missed_total", "counter", "Ticks that overload left out.", "\(status.ticksMissed)")
        add("overload", "gauge", "1 while ticks take too long.", status.isOverloaded ? "1" : "0")
        add("faces", "gauge", "Faces that are followed.", "\(status.trackedFaces)")
        lines += [
            "# HELP affect_latency_seconds From capture to publication.", "# TYPE affect_latency_seconds summary",
            "affect_latency_seconds_sum{\(camera)} \(latency.total.seconds)",
            "affect_latency_seconds_count{\(camera)} \(latency.count)",
        ]
        if let recording = status.recording {
            add("recording", "gauge", "1 while a session is recorded.", recording.isRecording ? "1" : "0")
            add("recording_bytes", "gauge", "Bytes of the session.", "\(recording.byteCount)")
            add(
                "recording_disk_free_bytes", "gauge", "Bytes left on its disk.", recording.freeByteCount.map { "\($0)" }
            )
            add("recording_dropped_total", "counter", "Rows that a slow disk cost.", "\(recording.dropped)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var camera: String { "camera=\"\(identity.camera)\"" }

    private var info: String {
        ",model=\"\(identity.model)\",blas_core=\"\(Self.escaped(status.openBLASCore))\",source=\"\(identity.source.rawValue)\""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
