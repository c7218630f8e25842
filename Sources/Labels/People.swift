import Glibc
public import StreamTypes

/// `SESSION/people.csv`, header `track,person`: which person each track of a session was.
public struct People: Hashable, Sendable {
    public var byTrack: [TrackID: LabelName]

    public init(_ byTrack: [TrackID: LabelName] = [:]) { self.byTrack = byTrack }

    static let header = "track,person"

    private static func path(_ session: String) -> String { "\(session)/people.csv" }

    /// Empty where nobody said who the tracks are.
    public init(session: String) throws(LabelError) {
        let path = Self.path(session)
        byTrack = [:]
        guard access(path, F_OK) == 0 else { return }
        for row in try TextTable(LabelFile.read(path), header: Self.header, path: path).rows {
            guard row.fields[0].hasPrefix("t"), let number = Int(row.fields[0].dropFirst()),
                let person = try? LabelName(row.fields[1])
            else { throw row.malformed("a track such as t000001 and a person's name expected") }
            byTrack[TrackID(number)] = person
        }
    }

    public func save(in session: String) throws(LabelError) {
        let lines = byTrack.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value)\n" }
        try LabelFile.save(Self.header + "\n" + lines.joined(), to: Self.path(session))
    }

    /// Everybody who is named.
    public var names: [LabelName] { Set(byTrack.values).sorted() }

    /// Whether what was said of `track` is about `person`: nobody is named, and it is the primary face, or the track is theirs.
    public func isAbout(_ person: LabelName, track: TrackID, isPrimary: Bool) -> Bool {
        byTrack.isEmpty ? isPrimary : byTrack[track] == person
    }
}
