import Labels
import StreamTypes
import Synchronization

/// Keeps who labels what at this moment, and saves what they trace.
///
/// A window holds its rater's files from its first request on, and lets go when it closes or is silent for ``patience``, as
/// when the laptop was closed. It takes them up again with its next request, unless another window has them by then.
final class LabelDesk: Sendable {
    static let patience = Duration.seconds(30)

    private struct Seat {
        var session: String
        var person: LabelName
        var rater: LabelName
        var lock: LabelLock
        var seen: MonotonicTime
        /// As on the disk, so that a save need not read first.
        var traces: [LabelName: Trace] = [:]
    }

    private let seats = Mutex<[String: Seat]>([:])
    private let clock: any MonotonicClock

    init(clock: any MonotonicClock = SystemMonotonicClock()) { self.clock = clock }

    /// Begins to label, or goes on.
    ///
    /// - Returns: what the rater left so far.
    /// - Throws: ``LabelError``, ``LabellingProblem``.
    func open(_ request: LabelRequest, session: String) throws -> LabelState {
        try seats.withLock { seats in
            let seat = try take(request, session, &seats)
            return try LabelState(LabelFolder(session: session), person: seat.person, rater: seat.rater)
        }
    }

    /// Saves what the request brings: whole, or not at all where it is malformed or the disk refuses.
    ///
    /// - Throws: as ``open(_:session:)``.
    func save(_ request: LabelRequest, session: String) throws {
        try seats.withLock { seats in
            var seat = try take(request, session, &seats)
            let folder = try LabelFolder(session: session)
            if let stretch = request.trace { try save(stretch, folder, &seat) }
            if let events = request.events {
                let checked = events.compactMap(\.event)
                guard checked.count == events.count else { throw LabellingProblem.malformed }
                try folder.save(checked, of: seat.person, by: seat.rater)
            }
            if let exclusions = request.exclusions {
                let checked = exclusions.compactMap(\.exclusion)
                guard checked.count == exclusions.count else { throw LabellingProblem.malformed }
                try folder.save(checked, of: seat.person, by: seat.rater)
            }
            if let lags = request.lags {
                let checked = try lags.map { (try LabelName($0.key), Duration.milliseconds($0.value)) }
                try folder.save(
                    lags: Dictionary(uniqueKeysWithValues: checked), of: seat.person, by: seat.rater)
            }
            seats[request.window] = seat
        }
    }

    /// The window lets go.
    func close(window: String) {
        seats.withLock { $0[window] = nil }
    }

    private func save(_ stretch: LabelRequest.Stretch, _ folder: LabelFolder, _ seat: inout Seat) throws {
        guard let samples = stretch.samples else { throw LabellingProblem.malformed }
        let dimension = try LabelName(stretch.dimension)
        let identity = try TraceIdentity(person: seat.person, rater: seat.rater, dimension: dimension)
        var trace = try seat.traces[dimension] ?? folder.traceOrNew(identity)
        try trace.replace(with: samples)
        try folder.save(trace, as: identity)
        seat.traces[dimension] = trace
    }

    /// The window's seat, taken anew where it has none.
    private func take(_ request: LabelRequest, _ session: String, _ seats: inout [String: Seat]) throws -> Seat {
        let now = clock.now()
        seats = seats.filter { now - $0.value.seen < Self.patience || $0.key == request.window }
        let (person, rater) = (try LabelName(request.person), try LabelName(request.rater))
        if rater == .gold { throw LabellingProblem.goldIsNoRater }
        if var seat = seats[request.window], seat.session == session, seat.person == person, seat.rater == rater {
            seat.seen = now
            seats[request.window] = seat
            return seat
        }
        seats[request.window] = nil
        let lock = try LabelLock(LabelFolder(session: session), person: person, rater: rater)
        let seat = Seat(session: session, person: person, rater: rater, lock: lock, seen: now)
        seats[request.window] = seat
        return seat
    }
}

extension LabelFolder {
    /// An empty trace where the rater left none.
    fileprivate func traceOrNew(_ identity: TraceIdentity) throws(LabelError) -> Trace {
        try traces(of: identity.person).contains(identity) ? trace(identity) : Trace()
    }
}
