import ArgumentParser
import Feed
import FoundationEssentials
import Service
import Sessions

/// The options of `affect run` that record.
struct RecordingArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Record into this new folder; see docs/sessions.md.", valueName: "folder"))
    var record: String?

    @Option(help: "What is kept: features (no picture), crops (of faces) or video (the camera's pictures as well).")
    var mode: SessionMode?

    @Option(
        help: ArgumentHelp(
            "Let clients of the control socket record into new folders below this one (record.start, R).",
            valueName: "folder"))
    var recordings: String?

    @Option(
        name: .customLong("record-allow"),
        help: "The most that clients may record: features, crops or video. Default: features.")
    var recordAllow: SessionMode?

    @Option(name: .customLong("keep-free"), help: "Stop recording when its disk has fewer MiB free.")
    var keepFree: Int64 = 512

    @Option(name: .customLong("max-size"), help: "Stop recording before the session has more MiB. Default: no limit.")
    var maxSize: Int64?

    @Option(name: .customLong("max-seconds"), help: "Stop recording after so many seconds. Default: no limit.")
    var maxSeconds: Double?

    @Option(
        name: .customLong("part-seconds"),
        help: "Begin another video file after so many seconds (mode video). Default: one file.")
    var partSeconds: Double?

    @Option(help: "What the person agreed to, in words, kept with the session.")
    var consent: String?

    @Option(name: .customLong("delete-after"), help: "Note that the session is to be removed after so many days.")
    var deleteAfter: Int?

    func validate(encoding: MessageEncoding) throws {
        if record == nil, let other = mode.map({ _ in "--mode" }) ?? consent.map({ _ in "--consent" }) {
            throw ValidationError("\(other) is for recordings: say where with --record.")
        }
        if recordings == nil, recordAllow != nil {
            throw ValidationError("--record-allow is for recordings of clients: say where with --recordings.")
        }
        guard let flag = record.map({ _ in "--record" }) ?? recordings.map({ _ in "--recordings" }) else {
            let others = [
                ("--delete-after", deleteAfter != nil), ("--max-size", maxSize != nil),
                ("--max-seconds", maxSeconds != nil), ("--part-seconds", partSeconds != nil),
            ]
            if let other = others.first(where: \.1)?.0 {
                throw ValidationError("\(other) is for recordings: say where with --record.")
            }
            return
        }
        if encoding == .msgpack {
            throw ValidationError("\(flag) and --encoding msgpack exclude each other: feed.jsonl holds lines of JSON.")
        }
        guard (0...1 << 30).contains(keepFree) else {
            throw ValidationError("--keep-free \(keepFree): must be 0 to \(1 << 30) MiB.")
        }
        if let maxSize, !(1...1 << 30).contains(maxSize) {
            throw ValidationError("--max-size \(maxSize): must be 1 to \(1 << 30) MiB.")
        }
        for (flag, seconds) in [("--max-seconds", maxSeconds), ("--part-seconds", partSeconds)] {
            if let seconds, !(1...1e9).contains(seconds) {
                throw ValidationError("\(flag) \(seconds): must be 1 to 1000000000 seconds.")
            }
        }
        if let deleteAfter, !(1...36_525).contains(deleteAfter) {
            throw ValidationError("--delete-after \(deleteAfter): must be 1 to 36525 days.")
        }
    }

    var options: RunOptions.RecordingOptions? {
        guard let record else { return nil }
        return RunOptions.RecordingOptions(
            path: record, mode: mode ?? .video, limits: limits, consent: consent,
            deleteAfter: lastDay)
    }

    var offer: RunOptions.RecordingOffer? {
        recordings.map {
            RunOptions.RecordingOffer(
                folder: $0, allowed: recordAllow ?? .features, limits: limits, deleteAfter: lastDay)
        }
    }

    private var limits: SessionRecorder.Limits {
        SessionRecorder.Limits(
            minimumFreeBytes: keepFree << 20, maximumBytes: maxSize.map { $0 << 20 },
            maximumDuration: maxSeconds.map { .seconds($0) }, partDuration: partSeconds.map { .seconds($0) })
    }

    private var lastDay: String? {
        deleteAfter.map { String(Date(timeIntervalSinceNow: Double($0) * 86_400).formatted(.iso8601).prefix(10)) }
    }
}
