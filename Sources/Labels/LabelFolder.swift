import Glibc
import StreamTypes

/// The labels of a session: `SESSION/labels/PERSON/`, with a file for each rater and dimension.
///
///     RATER.DIMENSION.csv   t_capture_ns,value                    a trace; no value: unrated
///     RATER.events.csv      t_capture_ns,duration_ns,label,text   discrete events; no duration: a moment
///     RATER.exclusions.csv  t_start_ns,t_end_ns,reason            not to be learned from or scored
///     RATER.lags.csv        dimension,lag_ms                      reaction lag, stored, never applied in place
///
/// Every save replaces a file whole or not at all. Two raters never write the same file; see ``LabelLock``.
public struct LabelFolder: Sendable {
    public let session: String

    static let reserved: Set<String> = ["events", "exclusions", "lags"]

    /// - Parameter session: the folder of a session, which has to be there.
    public init(session: String) throws(LabelError) {
        guard access("\(session)/session.json", F_OK) == 0 else { throw .noSession(path: session) }
        self.session = session
    }

    private var labels: String { "\(session)/labels" }

    func folder(of person: LabelName) -> String { "\(labels)/\(person)" }

    // MARK: What is there

    /// The people that somebody labelled.
    public func people() throws(LabelError) -> [LabelName] {
        try (LabelFile.names(in: labels) ?? []).compactMap { try? LabelName($0) }
    }

    /// The traces of a person: by dimension, then by rater.
    public func traces(of person: LabelName) throws(LabelError) -> [TraceIdentity] {
        try files(of: person).compactMap { try? TraceIdentity(person: person, rater: $0.rater, dimension: $0.kind) }
            .sorted()
    }

    /// Everybody who left a file about the person.
    public func raters(of person: LabelName) throws(LabelError) -> [LabelName] {
        try Set(files(of: person).map(\.rater)).sorted()
    }

    private func files(of person: LabelName) throws(LabelError) -> [(rater: LabelName, kind: LabelName)] {
        try (LabelFile.names(in: folder(of: person)) ?? []).compactMap { name in
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2] == "csv", let rater = try? LabelName(parts[0]),
                let kind = try? LabelName(parts[1])
            else { return nil }
            return (rater, kind)
        }
    }

    // MARK: Traces

    public func trace(_ identity: TraceIdentity) throws(LabelError) -> Trace {
        let path = path(identity.person, identity.rater, identity.dimension.text)
        return try Trace(text: LabelFile.read(path), path: path)
    }

    public func save(_ trace: Trace, as identity: TraceIdentity, replacing: Bool = true) throws(LabelError) {
        try save(trace.text, identity.person, identity.rater, identity.dimension.text, replacing: replacing)
    }

    // MARK: Events, exclusions, lags

    /// Empty where nobody left any.
    public func events(of person: LabelName, by rater: LabelName) throws(LabelError) -> [LabelEvent] {
        guard let (text, path) = try read(person, rater, "events") else { return [] }
        return try LabelEvent.events(text: text, path: path)
    }

    public func save(_ events: [LabelEvent], of person: LabelName, by rater: LabelName) throws(LabelError) {
        try save(LabelEvent.text(of: events), person, rater, "events")
    }

    /// Empty where nobody left any.
    public func exclusions(of person: LabelName, by rater: LabelName) throws(LabelError) -> [Exclusion] {
        guard let (text, path) = try read(person, rater, "exclusions") else { return [] }
        return try Exclusion.exclusions(text: text, path: path)
    }

    public func save(_ exclusions: [Exclusion], of person: LabelName, by rater: LabelName) throws(LabelError) {
        try save(Exclusion.text(of: exclusions), person, rater, "exclusions")
    }

    /// How much later than the face the rater was, by dimension; empty where nobody estimated it.
    public func lags(of person: LabelName, by rater: LabelName) throws(LabelError) -> [LabelName: Duration] {
        guard let (text, path) = try read(person, rater, "lags") else { return [:] }
        var lags: [LabelName: Duration] = [:]
        for row in try TextTable(text, header: Self.lagHeader, path: path).rows {
            guard let dimension = try? LabelName(row.fields[0]), let lag = Int64(row.fields[1]) else {
                throw row.malformed("a dimension and whole milliseconds expected")
            }
            lags[dimension] = .milliseconds(lag)
        }
        return lags
    }

    public func save(
        lags: [LabelName: Duration], of person: LabelName, by rater: LabelName
    ) throws(LabelError) {
        let lines = lags.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value.wholeNanoseconds / 1_000_000)\n" }
        try save(Self.lagHeader + "\n" + lines.joined(), person, rater, "lags")
    }

    private static let lagHeader = "dimension,lag_ms"

    // MARK: Files

    private func path(_ person: LabelName, _ rater: LabelName, _ kind: String) -> String {
        "\(folder(of: person))/\(rater).\(kind).csv"
    }

    private func read(_ person: LabelName, _ rater: LabelName, _ kind: String) throws(LabelError) -> (String, String)? {
        let path = path(person, rater, kind)
        do { return (try LabelFile.read(path), path) } catch {
            if error == .unreadable(path: path, code: ENOENT) { return nil }
            throw error
        }
    }

    private func save(
        _ text: String, _ person: LabelName, _ rater: LabelName, _ kind: String, replacing: Bool = true
    ) throws(LabelError) {
        try makeFolders(for: person)
        try LabelFile.save(text, to: path(person, rater, kind), replacing: replacing)
    }

    func makeFolders(for person: LabelName) throws(LabelError) {
        try LabelFile.makeFolder(labels)
        try LabelFile.makeFolder(folder(of: person))
    }
}
