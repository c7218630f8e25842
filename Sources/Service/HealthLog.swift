import Feed
import StreamTypes

/// What of the status is worth a line of the log: changes, each at once; one that keeps coming back is counted, in one line a minute.
struct HealthLog {
    struct Line: Equatable {
        var priority: Log.Priority
        var sentence: String
    }

    /// What a change leads to: such changes are counted together.
    private enum Condition: Hashable {
        case camera(StatusMessage.CameraState)
        case degraded(Bool)
        case overload(Bool)
        case hostTimestamps
    }

    private struct Past {
        var lastLine: MonotonicTime
        var held: Line?
        var heldCount = 0
    }

    /// The shortest time between two lines about the same condition.
    static let interval = Duration.seconds(60)

    private var last: StatusMessage?
    private var past: [Condition: Past] = [:]

    /// The lines to write when `status` is published.
    mutating func lines(for status: StatusMessage) -> [Line] {
        defer { last = status }
        let now = status.publishTime
        var lines = changes(status).compactMap { line(about: $0, $1, at: now) }
        for (condition, entry) in past where now - entry.lastLine >= Self.interval {
            guard let held = entry.held else { continue }
            lines.append(counted(held, entry.heldCount))
            past[condition] = Past(lastLine: now)
        }
        return lines
    }

    private func counted(_ line: Line, _ count: Int) -> Line {
        guard count > 1 else { return line }
        return Line(priority: line.priority, sentence: "\(line.sentence) (\(count) times since the last line)")
    }

    private func changes(_ status: StatusMessage) -> [(Condition, Line)] {
        var changes: [(Condition, Line)] = []
        if status.cameraState != last?.cameraState || status.cameraState != .online && status.cause != last?.cause {
            changes.append((.camera(status.cameraState), camera(status)))
        }
        if status.isDegraded != last?.isDegraded ?? false {
            let text =
                status.isDegraded ? "most frames of the camera are damaged" : "the frames of the camera are whole again"
            changes.append(
                (
                    .degraded(status.isDegraded),
                    Line(priority: status.isDegraded ? .warning : .information, sentence: text)
                ))
        }
        if status.isOverloaded != last?.isOverloaded ?? false {
            let text =
                status.isOverloaded
                ? "ticks take longer than 100 ms and are left out: this machine is too slow or too busy"
                : "ticks are in time again"
            changes.append(
                (
                    .overload(status.isOverloaded),
                    Line(priority: status.isOverloaded ? .warning : .information, sentence: text)
                ))
        }
        if status.timestamps == .host, last?.timestamps != .host {
            let text = "the time stamps of the camera's driver cannot be used: frames get the time of their arrival"
            changes.append((.hostTimestamps, Line(priority: .warning, sentence: text)))
        }
        return changes
    }

    private func camera(_ status: StatusMessage) -> Line {
        if status.cameraState == .online {
            return Line(priority: .information, sentence: "camera online: \(status.device ?? "a camera")")
        }
        return Line(
            priority: .warning,
            sentence: "camera \(status.cameraState.rawValue): \(status.cause ?? "no reason is known")")
    }

    /// The line, unless one about the same was written a short time ago: then it is held back, and counted.
    private mutating func line(about condition: Condition, _ line: Line, at now: MonotonicTime) -> Line? {
        var entry = past[condition] ?? Past(lastLine: now - Self.interval)
        entry.held = line
        entry.heldCount += 1
        guard now - entry.lastLine >= Self.interval else {
            past[condition] = entry
            return nil
        }
        past[condition] = Past(lastLine: now)
        return counted(line, entry.heldCount)
    }
}
