import StreamTypes

/// Which one of several faces a listener to a single person should follow: the largest, but not at every glance.
struct PrimaryChoice {
    private(set) var current: TrackID?
    private var challenger: TrackID?
    private var challengedSince: Int64 = 0

    /// Another face takes over when it is this much wider…
    static let factor: Float = 1.3
    /// …for this long.
    static let ticks: Int64 = 10

    /// Chooses among the tracks that live at `tick`; at once when the one chosen before is gone.
    mutating func choose(among tracks: [Track], tick: Int64) {
        var largest: Track?
        var chosen: Track?
        for track in tracks {
            if track.id == current { chosen = track }
            if track.face.box.width > largest?.face.box.width ?? 0 { largest = track }
        }
        guard let largest, let chosen else {
            (current, challenger) = (largest?.id, nil)
            return
        }
        guard largest.face.box.width >= Self.factor * chosen.face.box.width else {
            challenger = nil
            return
        }
        if challenger != largest.id { (challenger, challengedSince) = (largest.id, tick) }
        if tick - challengedSince >= Self.ticks { (current, challenger) = (largest.id, nil) }
    }
}
