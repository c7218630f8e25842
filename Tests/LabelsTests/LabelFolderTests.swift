import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Labels

@Suite struct LabelFolderTests {
    let sample: SampleFolder
    var labels: LabelFolder { sample.labels }

    init() throws { sample = try SampleFolder() }

    private func identity(_ rater: String = "ben", _ dimension: LabelName = .arousal) throws -> TraceIdentity {
        try TraceIdentity(person: sample.anna, rater: LabelName(rater), dimension: dimension)
    }

    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func trace_isReadAsSaved() throws {
        let trace = try Trace([
            .init(time: time(-5), value: 0.1), .init(time: time(7), value: nil), .init(time: time(9000), value: -1),
            .init(time: MonotonicTime(nanoseconds: 81_245_000_000_001), value: 0.30000000000000004),
        ])
        try labels.save(trace, as: identity())
        #expect(try labels.trace(identity()) == trace)
        #expect(
            try sample.text("labels/anna/ben.arousal.csv").hasPrefix(
                "t_capture_ns,value\n-5000000,0.1\n7000000,\n9000000000,-1.0\n"))
    }

    @Test func files_areForTheOwnerAlone_andNothingElseIsLeft() throws {
        try labels.save(Trace(), as: identity())
        try labels.save(Trace(), as: identity())
        var status = stat()
        #expect(stat("\(sample.session)/labels/anna/ben.arousal.csv", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(stat("\(sample.session)/labels", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(sample.session)/labels/anna")
        #expect(names == ["ben.arousal.csv"])
    }

    @Test func saveThatMayNotReplace_isRefusedAndChangesNothing() throws {
        let trace = try Trace([.init(time: time(0), value: 0.5)])
        try labels.save(trace, as: identity())
        let path = "\(sample.session)/labels/anna/ben.arousal.csv"
        #expect(throws: LabelError.exists(path: path)) { try labels.save(Trace(), as: identity(), replacing: false) }
        #expect(try labels.trace(identity()) == trace)
    }

    @Test func saveThatFails_saysSoAndLeavesNothing() throws {
        let path = "\(sample.session)/labels/anna/ben.arousal.csv"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(throws: LabelError.unwritable(path: path, code: EISDIR)) { try labels.save(Trace(), as: identity()) }
        #expect(throws: LabelError.unreadable(path: path, code: EISDIR)) { try labels.trace(identity()) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sample.session)/labels/anna").count == 1)
    }

    @Test func folder_saysWhoLabelledWhat() throws {
        for (rater, dimension) in [("zoe", LabelName.arousal), ("ben", .valence), ("ben", .arousal)] {
            try labels.save(Trace(), as: identity(rater, dimension))
        }
        try labels.save([LabelEvent](), of: sample.anna, by: sample.ben)
        try sample.write("x", to: "labels/anna/notes.txt")
        try sample.write("x", to: "labels/an na/ben.arousal.csv")
        #expect(try labels.people() == [sample.anna])
        #expect(
            try labels.traces(of: sample.anna) == [identity(), identity("zoe"), identity("ben", .valence)])
        #expect(try labels.raters(of: sample.anna).map(\.text) == ["ben", "zoe"])
        #expect(try labels.traces(of: LabelName("nobody")).isEmpty)
    }

    @Test func eventsAndExclusionsAndLags_areReadAsSaved() throws {
        let events = [
            LabelEvent(time: time(5), label: try LabelName("smile"), text: "wide, \"really\"\nwide"),
            LabelEvent(time: time(9), duration: .milliseconds(300), label: try LabelName("nod")),
        ]
        let exclusions = [
            Exclusion(start: time(1), end: time(2), reason: "hand"), Exclusion(start: time(4), end: time(8)),
        ]
        try labels.save(events, of: sample.anna, by: sample.ben)
        try labels.save(exclusions, of: sample.anna, by: sample.ben)
        try labels.save(lags: [.arousal: .milliseconds(2300)], of: sample.anna, by: sample.ben)
        #expect(try labels.events(of: sample.anna, by: sample.ben) == events)
        #expect(try labels.exclusions(of: sample.anna, by: sample.ben) == exclusions)
        #expect(try labels.lags(of: sample.anna, by: sample.ben) == [.arousal: .milliseconds(2300)])
        #expect(try labels.events(of: sample.ben, by: sample.ben).isEmpty)
        #expect(try labels.lags(of: sample.ben, by: sample.ben).isEmpty)
    }

    @Test(arguments: [
        ("", 1), ("time,value\n", 1), ("t_capture_ns,value\n1,0.5\n1,0.5\n", 3), ("t_capture_ns,value\n1,2\n", 2),
        ("t_capture_ns,value\n1,nan\n", 2), ("t_capture_ns,value\n1.5,0\n", 2), ("t_capture_ns,value\n1\n", 2),
        ("t_capture_ns,value\n1,0,0\n", 2), ("t_capture_ns,value\n1,x\n", 2),
    ]) func damagedTrace_isRefusedWithItsLine(text: String, line: Int) throws {
        try sample.write(text, to: "labels/anna/ben.arousal.csv")
        let error = #expect(throws: LabelError.self) { try labels.trace(identity()) }
        guard case .malformed(let path, let found, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path.hasSuffix("labels/anna/ben.arousal.csv") && found == line)
    }

    @Test func windowsLineEnds_areRead() throws {
        try sample.write("t_capture_ns,value\r\n1,0.5\r\n2,\r\n", to: "labels/anna/ben.arousal.csv")
        #expect(try labels.trace(identity()).samples.map(\.value) == [0.5, nil])
    }

    @Test(arguments: ["", "a b", "ä", "../x", "a.b", String(repeating: "a", count: 65)])
    func badName_isRefused(name: String) {
        #expect(throws: LabelError.badName(name)) { try LabelName(name) }
    }

    @Test func nameOfAnotherFile_isNoDimension() {
        #expect(throws: LabelError.reservedName("events")) { try identity("ben", LabelName("events")) }
    }

    @Test func folderWithoutSession_isRefused() {
        #expect(throws: LabelError.noSession(path: "/none")) { try LabelFolder(session: "/none") }
    }

    @Test func secondWindowOfARater_isRefusedUntilTheFirstIsGone() throws {
        var first: LabelLock? = try LabelLock(labels, person: sample.anna, rater: sample.ben)
        #expect(throws: LabelError.self) { try LabelLock(labels, person: sample.anna, rater: sample.ben) }
        #expect(first != nil)
        _ = try LabelLock(labels, person: sample.anna, rater: sample.anna)
        first = nil
        _ = try LabelLock(labels, person: sample.anna, rater: sample.ben)
        #expect(try labels.raters(of: sample.anna).isEmpty)
    }

    @Test func people_areReadAsSaved() throws {
        #expect(try People(session: sample.session).isAbout(.person, track: TrackID(4), isPrimary: true))
        try People([TrackID(2): sample.ben, TrackID(1): sample.anna]).save(in: sample.session)
        #expect(try sample.text("people.csv") == "track,person\nt000001,anna\nt000002,ben\n")
        let people = try People(session: sample.session)
        #expect(people.names == [sample.anna, sample.ben])
        #expect(people.isAbout(sample.ben, track: TrackID(2), isPrimary: false))
        #expect(!people.isAbout(sample.anna, track: TrackID(2), isPrimary: true))
    }
}
