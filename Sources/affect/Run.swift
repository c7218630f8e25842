import ArgumentParser
import Capture
import Feed
import Service
import StreamTypes

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Estimate from a camera or a file, and publish.",
        discussion: """
            Messages go to the feed ten times a second; see docs/feed.md.
            Example: affect run --camera /dev/video0 --print json
            Example: affect run --source tools/clips/single-face.mkv --speed max --print json
            Example: affect run --record sessions/anna_01 --mode crops, and again: affect run --source sessions/anna_01
            """)

    @Option(
        help: "Camera: a path, a name under /dev/v4l/by-id, a serial number or a label. Default: the first usable one.")
    var camera: String?

    @Option(help: ArgumentHelp("Picture size asked of the camera.", valueName: "WIDTHxHEIGHT"))
    var size: SizeArgument = .init(width: 640, height: 480)

    @Option(help: "Frames a second asked of the camera.")
    var rate = 30.0

    @Option(help: "Pixel format asked of the camera, such as MJPG or YUYV. Default: the best one that it offers.")
    var format: String?

    @Option(
        name: .customLong("camera-control"),
        help: ArgumentHelp(
            "A control of the camera, as `v4l2-ctl -l` names it; may be given several times.", valueName: "NAME=VALUE"))
    var controls: [ControlArgument] = []

    @Option(
        help: ArgumentHelp(
            "Video file, or folder of a session, to play instead of a camera.", valueName: "file-or-session"))
    var source: String?

    @Option(help: "Speed of a file: real, max, or a factor such as 2.")
    var speed: SpeedArgument = .init(.real)

    @Flag(help: "Begin a file again at its end.")
    var loop = false

    @Option(help: "Begin a file at so many seconds.")
    var start: Double = 0

    @Option(help: "Stop after so many seconds; with a file, seconds of the file.")
    var duration: Double?

    @Option(help: ArgumentHelp("Model file. Default: the bundled one.", valueName: "file"))
    var model: String?

    @Option(help: "Faces followed at once, 1 to 8.")
    var faces = 1

    @Option(
        help: ArgumentHelp(
            "Smooth arousal and valence over so many seconds, 0.05 to 60. Default: off.", valueName: "seconds"))
    var smoothing: Double?

    @Option(help: ArgumentHelp("Where to publish: tcp://127.0.0.1:PORT or ipc://PATH.", valueName: "endpoint"))
    var feed = Endpoint.standardFeed

    @Option(
        help: ArgumentHelp(
            "Where clients may pause, annotate and ask: an endpoint as for --feed, or off. Default: tcp://127.0.0.1:5571.",
            valueName: "endpoint"))
    var control: String?

    @Option(
        help: ArgumentHelp(
            "Folder of keys (affect keygen): encrypt feed and control, let in only the clients on its list.",
            valueName: "folder"))
    var keys: String?

    @Option(help: "Encoding of the messages: json or msgpack.")
    var encoding: MessageEncoding = .json

    @Option(name: .customLong("camera-name"), help: "The camera's name in topics, letters and digits.")
    var cameraName = "cam0"

    @OptionGroup(title: "Recording")
    var recording: RecordingArguments

    @OptionGroup(title: "Preview")
    var preview: PreviewArguments

    @OptionGroup(title: "Dashboard")
    var dashboard: DashboardArguments

    @Option(
        help: ArgumentHelp(
            "Where Prometheus gets /metrics: an endpoint of this machine, as for --feed. Default: nowhere.",
            valueName: "endpoint"))
    var metrics: String?

    @Option(
        name: .customLong("print"),
        help: "What goes to standard output: none, text or json (every message, a line each).")
    var output: OutputFormat = .text

    @Option(
        help: ArgumentHelp(
            "Configuration file; see docs/service.md. Default: AFFECT_CONFIG, or none.", valueName: "file"))
    var config: String?

    @Flag(name: .customLong("print-config"), help: "Print the configuration in force and where each value comes from.")
    var printConfig = false

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case none, text, json
    }

    func validate() throws {
        if source == nil {
            if loop { throw ValidationError("--loop is for files: give one with --source.") }
            if start != 0 { throw ValidationError("--start is for files: give one with --source.") }
        } else if camera != nil {
            throw ValidationError("--camera and --source exclude each other: give one of them.")
        }
        if !(1...1000).contains(rate) { throw ValidationError("--rate \(rate): must be 1 to 1000 frames a second.") }
        if !(0...1e6).contains(start) { throw ValidationError("--start \(start): must be 0 to 1000000 seconds.") }
        if let duration, !(0.1...1e9).contains(duration) {
            throw ValidationError("--duration \(duration): must be 0.1 to 1000000000 seconds.")
        }
        if let smoothing, !(0.05...60).contains(smoothing) {
            throw ValidationError("--smoothing \(smoothing): must be 0.05 to 60 seconds.")
        }
        try recording.validate(encoding: encoding)
        try dashboard.validate(encoding: encoding)
        if output == .json, encoding == .msgpack {
            throw ValidationError(
                "--print json and --encoding msgpack exclude each other: a line of JSON is no MessagePack.")
        }
    }

    func run() throws {
        try reportingErrors {
            let given = Array(CommandLine.arguments.dropFirst(2))
            let configuration = try Run.configuration(given)
            if printConfig { return StandardOutput.write(try Run.text(of: configuration)) }
            StopSignal.install()
            if let source, MessageReplay.isNeeded(for: source) { return try replayMessages() }
            let sockets = try dashboard.isOn && preview.preview == nil ? SocketFolder() : nil
            let pictures = sockets.map { "ipc://\($0.path)/preview" } ?? preview.preview
            let pipeline = try makePipeline(pictures)
            if configuration.path != nil {
                ReloadSignal.install()
                pipeline.configuration = ConfigurationReload(configuration) {
                    let configuration = try Run.configuration(given)
                    return (configuration, try Run.parse(configuration.arguments).options(pictures))
                }
            }
            Log.note("publishing on \(feed) as \(cameraName)")
            let page = dashboard.isOn ? try DashboardProcess(dashboardArguments(pictures)) : nil
            try withExtendedLifetime((sockets, page)) { try pipeline.run(notifying: ServiceNotifier()) }
        }
    }

    /// A session without anything to judge says again what was said.
    private func replayMessages() throws {
        let options = options(preview.preview)
        guard let file = options.file else { return }
        var view = LiveView()
        let replay = try MessageReplay(options, file) { payload in
            switch output {
            case .none: break
            case .json: StandardOutput.writeLine(payload)
            case .text:
                if let row = FeedEntry.parse(Array(payload))?.row { view.draw([row]) }
            }
        }
        Log.note("publishing the messages of \(file.path) again on \(feed)")
        try replay.run(notifying: ServiceNotifier())
    }

    private func dashboardArguments(_ pictures: String?) -> [String] {
        var arguments = ["--feed", feed, "--control", control ?? Endpoint.standardControl]
        arguments += ["--preview", pictures ?? "off"]
        if let address = dashboard.address { arguments += ["--address", address] }
        if let keys { arguments += ["--keys", keys, "--client", "dashboard"] }
        if let recordings = recording.recordings {
            arguments += ["--sessions", recordings]
        } else if let path = recording.record, let slash = path.lastIndex(of: "/") {
            arguments += ["--sessions", String(path[..<slash])]
        }
        return arguments
    }

    private func makePipeline(_ pictures: String?) throws -> Pipeline {
        let options = options(pictures)
        switch output {
        case .none: return try Pipeline(options)
        case .json: return try Pipeline(options, message: { StandardOutput.writeLine($0) })
        case .text:
            var printer = LinePrinter()
            return try Pipeline(options, tick: { printer.show($0) })
        }
    }

    func options(_ pictures: String?) -> RunOptions {
        var options = RunOptions()
        options.camera.device = camera
        options.camera.width = size.width
        options.camera.height = size.height
        options.camera.framesPerSecond = rate
        options.camera.format = format
        for control in controls { options.camera.controls[control.name] = control.value }
        options.file = source.map {
            RunOptions.FilePlayback(path: $0, speed: speed.value, loops: loop, start: .seconds(start))
        }
        options.modelPath = model
        options.maximumFaces = faces
        options.smoothing = smoothing.map { .seconds($0) }
        options.feed = feed
        options.control = control.map { $0 == "off" ? .off : .at($0) } ?? .standard
        options.keys = keys
        options.encoding = encoding
        options.cameraName = cameraName
        options.recording = recording.options
        options.preview = preview.options(at: pictures)
        options.recordings = recording.offer
        options.metrics = metrics
        options.duration = duration.map { .seconds($0) }
        return options
    }
}
