import Capture
import Feed
import Glibc
import StreamTypes

/// What the whole stream costs on this machine while it plays a file in real time.
public struct PipelineMeasurement: Encodable {
    public var seconds: Double
    public var ticks: Int
    public var ticksMissing: Int
    /// Processor time of the process over wall time; 1 is a whole core.
    public var coreShare: Double
    public var residentMegabytes: Double
    /// From the moment a frame is due to the publication of its message.
    public var latency: Percentiles
    public var stages: [String: Percentiles]

    enum CodingKeys: String, CodingKey {
        case seconds, ticks, stages
        case ticksMissing = "ticks_missing"
        case coreShare = "core_share"
        case residentMegabytes = "resident_mb"
        case latency = "capture_to_publish"
    }

    /// Runs the stream over a file, again and again, for `duration` after one second of warm-up.
    public init(file: String, modelPath: String?, duration: Duration, feed: String) throws {
        var options = RunOptions()
        options.file = RunOptions.FilePlayback(path: file, speed: .real, loops: true)
        options.modelPath = modelPath
        options.feed = feed
        options.duration = duration + .seconds(1)
        let stages = StageTimes(clock: SystemMonotonicClock())
        var latency = Percentiles()
        var ticks: [Int64] = []
        var start: (wall: MonotonicTime, processor: Duration)?
        let clock = SystemMonotonicClock()
        let observe: (AffectMessage) -> Void = { message in
            guard message.tick >= 10 else { return }
            if start == nil { start = (clock.now(), Self.processorTime()) }
            if let value = message.latency { latency.add(value) }
            ticks.append(message.tick)
        }
        try Pipeline(options, stages: stages, tick: observe).run()
        let begin = start ?? (clock.now(), Self.processorTime())
        let wall = clock.now() - begin.wall
        seconds = wall.seconds
        self.ticks = Set(ticks).count
        ticksMissing = ticks.isEmpty ? 0 : Int((ticks.max() ?? 0) - (ticks.min() ?? 0)) + 1 - Set(ticks).count
        coreShare = (Self.processorTime() - begin.processor).seconds / wall.seconds
        residentMegabytes = Self.peakResidentMegabytes()
        self.latency = latency
        self.stages = Dictionary(uniqueKeysWithValues: stages.times.map { ($0.key.rawValue, $0.value) })
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    private static func peakResidentMegabytes() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    }
}
