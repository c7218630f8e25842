import Labels
import Sessions
import StreamTypes

/// A session as the overview shows it.
struct SessionSummary: Encodable, Sendable {
    var name: String
    var started: String?
    var seconds: Double?
    var mode: String?
    var state: String?
    var isBusy: Bool
    var camera: String?
    var pictures = 0
    var bytes: Int64
    var people: [Person] = []
    /// What is wrong with it, as a sentence.
    var problem: String?

    struct Person: Encodable, Sendable {
        var name: String
        var raters: [Rater]
    }

    struct Rater: Encodable, Sendable {
        var name: String
        /// Share of the session's length that is rated, 0 to 1, by dimension.
        var rated: [String: Double]
    }

    init(name: String, path: String, library: SessionLibrary) {
        self.name = name
        isBusy = SessionIndex.isBusy(path)
        bytes = SessionLibrary.bytes(of: path)
        do {
            let index = try library.index(of: path)
            started = index.description.started
            mode = index.description.mode.rawValue
            state = index.description.state.rawValue
            camera = index.description.camera.device ?? index.description.camera.name
            pictures = index.pictures.count
            if let first = index.pictures.first, let last = index.pictures.last {
                seconds = (last.time - first.time).seconds
            } else {
                seconds = try library.predictions(of: path).length
            }
            people = try Self.people(path, seconds: seconds ?? 0)
        } catch {
            problem = "\(error)"
        }
    }

    /// Everybody whom the session or a rater names.
    private static func people(_ path: String, seconds: Double) throws(LabelError) -> [Person] {
        let labels = try LabelFolder(session: path)
        let names = Set(try People(session: path).names + labels.people())
        return try names.sorted().map { (person) throws(LabelError) in
            var rated: [LabelName: [String: Double]] = [:]
            for identity in try labels.traces(of: person) {
                let ticks = TickSeries(try labels.trace(identity)).ratedCount
                let share = seconds > 0 ? min(1, Double(ticks) * TickSeries.period.seconds / seconds) : 0
                rated[identity.rater, default: [:]][identity.dimension.text] = share
            }
            let raters = try labels.raters(of: person).map { Rater(name: $0.text, rated: rated[$0] ?? [:]) }
            return Person(name: person.text, raters: raters)
        }
    }
}
