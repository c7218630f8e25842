import CDlib
import StreamTypes

/// One face followed from tick to tick.
final class Track {
    let id: TrackID
    private(set) var face: Face
    /// The winning detection's score, smoothed over about a second.
    private(set) var meanScore: Float
    private(set) var lastSeen: Int64
    private(set) var ticksSeen = 1
    /// Pixels a tick.
    private var velocity = Point(x: 0, y: 0)
    /// Full scans in a row that did not find it.
    var scansMissed = 0
    /// Which candidate of the last tick it is, nil when it was not seen.
    var candidate: Int?
    /// Neither full scans see it nor does it look much like a face.
    var isDoubtful: Bool { scansMissed >= 2 && meanScore < Self.doubtfulBelow }
    static let doubtfulBelow: Float = 0.3
    /// What the face looks like on average, then what it looked like last; see `cdlib_look`.
    private let signatures: UnsafeMutablePointer<Float>
    private static let signatureCount = Int(cdlib_signature_count)

    init(id: TrackID, face: Face, score: Float, signature seen: UnsafePointer<Float>, tick: Int64) {
        self.id = id
        self.face = face
        meanScore = score
        lastSeen = tick
        signatures = .allocate(capacity: 2 * Self.signatureCount)
        signatures.initialize(from: seen, count: Self.signatureCount)
        (signatures + Self.signatureCount).initialize(from: seen, count: Self.signatureCount)
    }

    deinit { signatures.deallocate() }

    /// Where the face should be at `tick` if it goes on as it did, at most two ticks ahead.
    func predictedBox(at tick: Int64) -> Face.Box {
        let ticks = Float(min(max(tick - lastSeen, 0), 2))
        return face.box.moved(by: Point(x: velocity.x * ticks, y: velocity.y * ticks))
    }

    /// How much the face that `seen` was made of looks like this one, on average or at the last sight, whichever is more:
    /// 1 the same, about 0 unrelated.
    func likeness(to seen: UnsafePointer<Float>) -> Float {
        max(
            Self.likeness(UnsafePointer(signatures), seen),
            Self.likeness(UnsafePointer(signatures + Self.signatureCount), seen))
    }

    private static func likeness(_ kept: UnsafePointer<Float>, _ seen: UnsafePointer<Float>) -> Float {
        var (product, square): (Float, Float) = (0, 0)
        for index in 0..<signatureCount {
            product += kept[index] * seen[index]
            square += kept[index] * kept[index]
        }
        return square > 0 ? product / square.squareRoot() : 0
    }

    func see(_ face: Face, score: Float, signature seen: UnsafePointer<Float>, tick: Int64) {
        let ticks = max(tick - lastSeen, 1)
        if ticks <= 2 {
            let (old, new) = (self.face.box.centre, face.box.centre)
            velocity.x = (velocity.x + (new.x - old.x) / Float(ticks)) / 2
            velocity.y = (velocity.y + (new.y - old.y) / Float(ticks)) / 2
        } else {
            velocity = Point(x: 0, y: 0)
        }
        self.face = face
        meanScore += 0.1 * (score - meanScore)
        lastSeen = tick
        ticksSeen += 1
        for index in 0..<Self.signatureCount {
            signatures[index] += 0.1 * (seen[index] - signatures[index])
            signatures[Self.signatureCount + index] = seen[index]
        }
    }

    func setPrimary(_ isPrimary: Bool) { face.isPrimary = isPrimary }
}
