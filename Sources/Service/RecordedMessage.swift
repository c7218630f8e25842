import FoundationEssentials
import StreamTypes

/// What a replay from crops needs of a recorded `affect.` message.
struct RecordedMessage: Decodable {
    var topic: String
    var track: String?
    var primary: Bool?
    var tick: Int64?
    var state: String?
    var reasons: [String]?
    var confidence: Float?
    var face: Outline?

    struct Outline: Decodable {
        var box: [Float]
        var landmarks: [[Float]]
        var roll: Float
    }

    /// Nil for every other message.
    static func parse(_ bytes: [UInt8]) -> RecordedMessage? {
        guard let message = try? JSONDecoder().decode(Self.self, from: Data(bytes)), message.topic.hasPrefix("affect.")
        else { return nil }
        return message
    }

    var trackID: TrackID? {
        guard let track, track.hasPrefix("t") else { return nil }
        return Int(track.dropFirst()).map { TrackID($0) }
    }

    /// The face in fractions of the picture, which counts as 1 × 1 pixels: see ``FaceOutline``.
    func face(_ track: TrackID) -> Face? {
        guard let face, face.box.count == 4, face.landmarks.count == FacePoints.count,
            face.landmarks.allSatisfy({ $0.count == 2 })
        else { return nil }
        func point(_ index: Int) -> Point {
            Point(x: face.landmarks[index][0] - 0.5, y: face.landmarks[index][1] - 0.5)
        }
        return Face(
            track: track, box: .init(x: face.box[0], y: face.box[1], width: face.box[2], height: face.box[3]),
            landmarks: FacePoints(point(0), point(1), point(2), point(3), point(4)), rollDegrees: face.roll,
            confidence: confidence ?? 0, isPrimary: primary ?? false, reasons: viewReasons)
    }

    /// The reasons that came from the view of the face; the stream finds the others again.
    private var viewReasons: Reasons {
        let view: Reasons = [.dark, .bright, .blur, .small, .profile, .occluded, .edge, .justAcquired]
        return (reasons ?? []).reduce(into: Reasons()) { result, name in
            guard let bit = Reasons.names.firstIndex(of: name) else { return }
            result.formUnion(Reasons(rawValue: 1 << UInt32(bit)).intersection(view))
        }
    }
}
