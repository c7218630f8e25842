import StreamTypes

/// The tracks that live, those that were lost a short time ago, and the rules by which detections become one of them.
final class TrackList {
    private var living: [Track] = []
    private var lately: [Track] = []
    private var primary = PrimaryChoice()
    private var lastNumber = 0
    private let capacity: Int

    /// A track is lost when it was last seen this many ticks ago.
    static let missedTicks: Int64 = 2
    /// A lost track keeps its id when it is found again within this many ticks of its last sight.
    static let revivalTicks: Int64 = 20

    init(capacity: Int) {
        self.capacity = capacity
        living.reserveCapacity(capacity + 1)
        lately.reserveCapacity(2 * capacity + 1)
    }

    var isEmpty: Bool { living.isEmpty }

    /// The primary track first, then the others in order of their ids.
    var inOrderOfReport: [Track] { living }

    func reset() {
        living.removeAll(keepingCapacity: true)
        lately.removeAll(keepingCapacity: true)
        primary = PrimaryChoice()
    }

    /// Where to look at `tick`: at every living track's place and, while there is room, at those of lost ones.
    func forEachPlace(at tick: Int64, _ look: (Face.Box) -> Void) {
        for track in living { look(track.predictedBox(at: tick)) }
        guard living.count < capacity else { return }
        for track in lately where tick - track.lastSeen <= Self.revivalTicks { look(track.face.box) }
    }

    func covers(_ box: Face.Box) -> Bool {
        living.contains { $0.face.box.overlap(with: box) > CandidateFinder.sameFaceOverlap }
    }

    /// Marks tracks that a full scan did not see; those narrower than `smallestWidth` it could not see.
    func confirm(by detections: [Detection], smallestWidth: Float) {
        for track in living where track.face.box.width >= 1.2 * smallestWidth {
            let isSeen = detections.contains {
                $0.box.overlap(with: track.face.box) > CandidateFinder.sameFaceOverlap
            }
            track.scansMissed = isSeen ? 0 : track.scansMissed + 1
        }
    }

    /// Gives the tick's candidates to tracks, finds lost ones again, begins new ones and gives up those not seen.
    func update(from finder: CandidateFinder, tick: Int64) {
        for track in living { track.candidate = nil }
        assign(finder, tick: tick)
        giveUp(at: tick)
        for index in finder.candidates.indices where !finder.candidates[index].isTaken {
            guard living.count < capacity else { break }
            let candidate = finder.candidates[index]
            guard candidate.detection.score >= FaceTracker.newFaceScore, !covers(candidate.box) else { continue }
            finder.take(index)
            begin(with: candidate, index: index, finder, tick: tick)
        }
        primary.choose(among: living, tick: tick)
        for track in living { track.setPrimary(track.id == primary.current) }
        living.sort { ($0.face.isPrimary ? 0 : 1, $0.id) < ($1.face.isPrimary ? 0 : 1, $1.id) }
    }

    /// The cheapest pair of a track and a candidate first, until no pair is left.
    private func assign(_ finder: CandidateFinder, tick: Int64) {
        while true {
            var best: (track: Track, index: Int, cost: Float)?
            for track in living where track.candidate == nil {
                let expected = track.predictedBox(at: tick)
                for index in finder.candidates.indices where !finder.candidates[index].isTaken {
                    let cost = cost(
                        of: finder.candidates[index], finder, for: track, expected: expected,
                        likeness: Self.strangerLikeness)
                    guard let cost, cost < best?.cost ?? .infinity else { continue }
                    best = (track, index, cost)
                }
            }
            guard let best else { return }
            finder.take(best.index)
            see(best.track, finder.candidates[best.index], index: best.index, finder, tick: tick)
        }
    }

    /// How badly a candidate continues a track, nil when it cannot.
    private func cost(
        of candidate: Candidate, _ finder: CandidateFinder, for track: Track, expected: Face.Box,
        likeness least: Float
    ) -> Float? {
        let distance = candidate.box.distance(to: expected)
        let ratio = candidate.box.sizeRatio(to: expected)
        guard distance < Self.reach, ratio < Self.growth else { return nil }
        let likeness = track.likeness(to: finder.signature(of: candidate))
        guard likeness >= least else { return nil }
        return distance + (ratio - 1) + (1 - likeness)
    }

    /// From one sight to the next a face moves less than this, in widths of its box.
    static let reach: Float = 0.7
    static let growth: Float = 1.5
    /// From one tick to the next a face that looks less like the track's is another person: in 21 clips a face was never
    /// less like itself than 0.49, in a head that turned fast. Of other people 78 % are less alike.
    static let strangerLikeness: Float = 0.48
    /// After a gap it has to be larger: above this are 98 % of the same faces a second later, and 5 % of other people's.
    static let revivalLikeness: Float = 0.65

    private func giveUp(at tick: Int64) {
        for track in living
        where track.candidate == nil && tick - track.lastSeen >= Self.missedTicks || track.isDoubtful {
            if !track.isDoubtful { lately.append(track) }
        }
        living.removeAll { $0.isDoubtful || $0.candidate == nil && tick - $0.lastSeen >= Self.missedTicks }
        lately.removeAll { tick - $0.lastSeen > Self.revivalTicks }
        if lately.count > 2 * capacity { lately.removeFirst(lately.count - 2 * capacity) }
    }

    private func begin(with candidate: Candidate, index: Int, _ finder: CandidateFinder, tick: Int64) {
        if let old = revived(by: candidate, finder) {
            lately.removeAll { $0 === old }
            living.append(old)
            see(old, candidate, index: index, finder, tick: tick)
            return
        }
        lastNumber += 1
        let id = TrackID(lastNumber)
        let track = Track(
            id: id, face: face(of: id, candidate, ticksSeen: 1), score: candidate.detection.score,
            signature: finder.signature(of: candidate), tick: tick)
        track.candidate = index
        living.append(track)
    }

    /// The lost track that this is, if any: about the same place and size, and the same person by its looks.
    private func revived(by candidate: Candidate, _ finder: CandidateFinder) -> Track? {
        var best: (track: Track, cost: Float)?
        for track in lately {
            let cost = cost(
                of: candidate, finder, for: track, expected: track.face.box, likeness: Self.revivalLikeness)
            if let cost, cost < best?.cost ?? .infinity { best = (track, cost) }
        }
        return best?.track
    }

    private func see(_ track: Track, _ candidate: Candidate, index: Int, _ finder: CandidateFinder, tick: Int64) {
        let face = face(of: track.id, candidate, ticksSeen: track.ticksSeen + 1)
        track.see(face, score: candidate.detection.score, signature: finder.signature(of: candidate), tick: tick)
        track.candidate = index
    }

    private func face(of id: TrackID, _ candidate: Candidate, ticksSeen: Int) -> Face {
        var reasons = candidate.quality.reasons
        if ticksSeen < 3 { reasons.insert(.justAcquired) }
        return Face(
            track: id, box: candidate.box, landmarks: candidate.landmarks, rollDegrees: candidate.quality.rollDegrees,
            confidence: FaceConfidence.probability(score: candidate.detection.score), isPrimary: false,
            reasons: reasons)
    }
}
