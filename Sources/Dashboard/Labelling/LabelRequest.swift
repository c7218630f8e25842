import FoundationEssentials
import Labels
import StreamTypes

/// What a page that labels sends, to begin and each second.
struct LabelRequest: Decodable, Sendable {
    /// Made up by the page when it opened, so that two windows are told apart.
    var window: String
    var person: String
    var rater: String
    /// What was traced since the last request that arrived; replaces what was there between its first and last time.
    var trace: Stretch?
    /// All of the rater's events, where they changed.
    var events: [Event]?
    /// All of the rater's exclusions, where they changed.
    var exclusions: [Excluded]?
    /// Milliseconds by dimension, where they changed.
    var lags: [String: Int]?

    struct Stretch: Decodable, Sendable {
        var dimension: String
        /// Nanoseconds as decimals, growing.
        var times: [String]
        /// As many; null is unrated.
        var values: [Double?]
    }

    struct Event: Codable, Sendable {
        var t_ns: String
        /// Null for a moment.
        var duration_ns: String?
        var label: String
        var text: String?
    }

    struct Excluded: Codable, Sendable {
        var start_ns: String
        var end_ns: String
        var reason: String?
    }

    /// Nil for what is no request.
    init?(_ json: Data?) {
        guard let json, let request = try? JSONDecoder().decode(Self.self, from: json),
            (1...64).contains(request.window.utf8.count)
        else { return nil }
        self = request
    }
}

extension LabelRequest.Stretch {
    /// Nil when it is malformed.
    var samples: [Trace.Sample]? {
        guard times.count == values.count else { return nil }
        let samples = zip(times, values).compactMap { time, value in
            Int64(time).map { Trace.Sample(time: MonotonicTime(nanoseconds: $0), value: value) }
        }
        return samples.count == times.count ? samples : nil
    }
}

extension LabelRequest.Event {
    /// Nil when it is malformed.
    var event: LabelEvent? {
        guard let time = Int64(t_ns), let label = try? LabelName(label) else { return nil }
        let duration = duration_ns.flatMap { Int64($0) }
        guard (duration == nil) == (duration_ns == nil), duration ?? 0 >= 0 else { return nil }
        return LabelEvent(
            time: MonotonicTime(nanoseconds: time), duration: duration.map { .nanoseconds($0) }, label: label,
            text: text)
    }

    init(_ event: LabelEvent) {
        t_ns = String(event.time.nanoseconds)
        duration_ns = event.duration.map { String($0.wholeNanoseconds) }
        label = event.label.text
        text = event.text
    }
}

extension LabelRequest.Excluded {
    /// Nil when it is malformed.
    var exclusion: Exclusion? {
        guard let start = Int64(start_ns), let end = Int64(end_ns), start < end else { return nil }
        return Exclusion(
            start: MonotonicTime(nanoseconds: start), end: MonotonicTime(nanoseconds: end), reason: reason)
    }

    init(_ exclusion: Exclusion) {
        start_ns = String(exclusion.start.nanoseconds)
        end_ns = String(exclusion.end.nanoseconds)
        reason = exclusion.reason
    }
}
