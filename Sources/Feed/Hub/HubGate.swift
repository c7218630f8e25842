import StreamTypes

/// Which feed speaks for which camera: one feed a camera, the first that was heard.
///
/// A camera whose feed has been silent for ``silence`` is free for another one.
struct HubGate {
    static let silence = Duration.seconds(3)
    /// More cameras than this are refused.
    static let maximumCameras = 1024

    private var claims: [String: Claim] = [:]
    private var refusals: [Refusal: MonotonicTime] = [:]

    private struct Claim {
        var source: Int
        var lastHeard: MonotonicTime
    }

    private struct Refusal: Hashable {
        var source: Int
        var camera: String
    }

    enum Verdict: Equatable {
        case pass
        /// The first message of a camera, or of a camera that changed its feed.
        case accepted(camera: String)
        /// Another feed speaks for this camera; said once, until the feed has been silent about it.
        case refused(camera: String, holder: Int)
        case refusedAgain
    }

    /// Judges a message of the feed `source` by its topic.
    mutating func judge(_ topic: [UInt8], from source: Int, at time: MonotonicTime) -> Verdict {
        let parts = topic.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let kind = parts.first, parts.count >= 2 else { return .refusedAgain }
        guard Self.kindsWithCamera.contains(String(decoding: kind, as: UTF8.self)) else {
            return isRefused(source, at: time) ? .refusedAgain : .pass
        }
        return judge(camera: String(decoding: parts[1], as: UTF8.self), from: source, at: time)
    }

    private mutating func judge(camera: String, from source: Int, at time: MonotonicTime) -> Verdict {
        guard let claim = claims[camera] else {
            guard (1...16).contains(camera.utf8.count), claims.count < Self.maximumCameras else { return .refusedAgain }
            return accept(camera, from: source, at: time)
        }
        if claim.source == source {
            claims[camera]?.lastHeard = time
            return .pass
        }
        if time - claim.lastHeard >= Self.silence { return accept(camera, from: source, at: time) }
        let refusal = Refusal(source: source, camera: camera)
        let last = refusals.updateValue(time, forKey: refusal)
        if let last, time - last < Self.silence { return .refusedAgain }
        return .refused(camera: camera, holder: claim.source)
    }

    private mutating func accept(_ camera: String, from source: Int, at time: MonotonicTime) -> Verdict {
        claims[camera] = Claim(source: source, lastHeard: time)
        refusals[Refusal(source: source, camera: camera)] = nil
        return .accepted(camera: camera)
    }

    private func isRefused(_ source: Int, at time: MonotonicTime) -> Bool {
        refusals.contains { $0.key.source == source && time - $0.value < Self.silence }
    }

    /// `affect.<camera>.<track>.` and its like; other topics have no camera.
    private static let kindsWithCamera: Set<String> = ["affect", "status", "preview", "face"]
}
