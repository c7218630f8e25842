import Feed
import Service
import Sessions

extension Run {
    /// What a configuration file and the environment may set, in the order of the file: one line a flag.
    static let keys: [ConfigurationKey] = [
        .text("camera", example: "/dev/video0", excludes: ["source"]),
        .text("camera-name", example: "cam0", allowed: "1 to 16 letters and digits", isValid: RunOptions.isCameraName),
        .text("size", example: "640x480", allowed: "WIDTHxHEIGHT, 16 to 16384 pixels each", as: SizeArgument.self),
        .number("rate", 1...1000, unit: "frames a second"),
        .text("format", example: "MJPG"),
        .list(
            "camera-control", example: "exposure_dynamic_framerate=0", allowed: "NAME=VALUE", as: ControlArgument.self),
        .text("source", example: "/srv/clip.mkv", excludes: ["camera"]),
        .text(
            "speed", example: "real", allowed: "real, max or 0.01 to 1000", needs: ["source"], as: SpeedArgument.self),
        .flag("loop", needs: ["source"]),
        .number("start", 0...1e6, unit: "seconds", needs: ["source"]),
        .number("duration", 0.1...1e9, unit: "seconds", example: "3600"),
        .text("model", example: "/usr/share/affect/models/affect-base.safetensors", reloads: true),
        .integer("faces", 1...8),
        .number("smoothing", 0.05...60, unit: "seconds", example: "0.5", reloads: true),
        .text("feed", example: Endpoint.standardFeed, allowed: "an endpoint", isValid: isEndpoint),
        .text("control", example: Endpoint.standardControl, allowed: "an endpoint or off") {
            $0 == "off" || isEndpoint($0)
        },
        .text("keys", example: "/etc/affect/keys"),
        .choice("encoding", MessageEncoding.allCases.map(\.rawValue)),
        .integer("keep-free", 0...1 << 30, unit: "MiB"),
        .integer("max-size", 1...1 << 30, unit: "MiB", needs: ["record", "recordings"]),
        .number("max-seconds", 1...1e9, unit: "seconds", example: "3600", needs: ["record", "recordings"]),
        .number("part-seconds", 1...1e9, unit: "seconds", example: "600", needs: ["record", "recordings"]),
        .text("recordings", example: "/var/lib/affect/sessions"),
        .choice("record-allow", SessionMode.allCases.map(\.rawValue), needs: ["recordings"]),
        .integer("delete-after", 1...36_525, unit: "days", needs: ["record", "recordings"]),
        .text("preview", example: "ipc:///run/affect/cam0/preview", allowed: "an endpoint", isValid: isEndpoint),
        .number("preview-rate", 0.1...10, unit: "pictures a second", example: "10", needs: ["preview"]),
        .integer("preview-width", 16...16_384, unit: "pixels", needs: ["preview"]),
        .text("dashboard", example: "on", allowed: "on, off or HOST:PORT"),
        .text("metrics", example: "tcp://127.0.0.1:9570", allowed: "an endpoint", isValid: isEndpoint),
        .choice("print", OutputFormat.allCases.map(\.rawValue)),
    ]

    private static func isEndpoint(_ text: String) -> Bool { (try? Endpoint(text)) != nil }

    /// Flags that are about one run or one recording, which no configuration says.
    static let flagsOfOneRun = [
        "config", "print-config", "record", "mode", "consent", "help", "version",
    ]
}
