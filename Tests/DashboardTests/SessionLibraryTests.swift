import Foundation
import Labels
import Sessions
import StreamTypes
import TestKit
import Testing

@testable import Dashboard

@Suite struct SessionLibraryTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private var library: SessionLibrary { SessionLibrary(folder: folder.url.path(percentEncoded: false)) }

    @Test func index_hasEveryPictureWithItsBytes() throws {
        let path = try SampleSession.make(in: folder, pictures: 30)
        let index = try library.index(of: path)
        #expect(index.pictures.map(\.time.nanoseconds) == (0..<30).map(SampleSession.time))
        for (number, picture) in index.pictures.enumerated() {
            #expect(index.bytes(at: picture.place) == Array("picture \(number)".utf8))
        }
    }

    @Test func rowThatIsTorn_endsTheIndexBeforeIt() throws {
        let path = try SampleSession.make(in: folder, pictures: 30)
        let rows = try Data(contentsOf: URL(filePath: "\(path)/frames.csv"))
        try rows.dropLast(7).write(to: URL(filePath: "\(path)/frames.csv"))
        #expect(try SessionIndex(path: path).pictures.count == 30)
        try rows.prefix(rows.count / 2).write(to: URL(filePath: "\(path)/frames.csv"))
        #expect((12...16).contains(try SessionIndex(path: path).pictures.count))
    }

    @Test func pictureThatIsGone_hasLengthZeroAndTheOthersCome() throws {
        let path = try SampleSession.make(in: folder, pictures: 3)
        let video = URL(filePath: "\(path)/video.mkv")
        try Data(contentsOf: video).dropLast(4).write(to: video)
        let bytes = PicturePages.bytes([0, 2, 1, 99], of: try SessionIndex(path: path))
        #expect(
            bytes == Data([0, 0, 0, 9]) + Data("picture 0".utf8) + Data([0, 0, 0, 0, 0, 0, 0, 9])
                + Data("picture 1".utf8) + Data([0, 0, 0, 0]))
    }

    @Test func pictureNumbers_areReadOrRefused() {
        #expect(PicturePages.numbers("3-5") == [3, 4, 5])
        #expect(PicturePages.numbers("7,0,7") == [7, 0, 7])
        #expect(PicturePages.numbers("4") == [4])
        for text in [
            "", "-", "5-3", "-1", "1,", "a", "0-120", "1-2-3", "0-99999999999999999999", "9223372036854775807-3",
        ] {
            #expect(PicturePages.numbers(text) == nil, "\(text)")
        }
    }

    @Test(arguments: ["..", ".", "", "anna_01/..", "ANNA 01", "labels", "anna_01/labels"])
    func nameThatIsNoSession_namesNoFolder(name: String) throws {
        _ = try SampleSession.make(in: folder, pictures: 1)
        #expect(library.names == ["anna_01"])
        #expect(library.path(of: "anna_01") != nil)
        #expect(library.path(of: name) == nil)
    }

    @Test func summary_saysWhatTheSessionIsAndWhoRatedIt() throws {
        let path = try SampleSession.make(in: folder, pictures: 101)
        let trace = try Trace((0...50).map { .init(time: .init(nanoseconds: SampleSession.time($0)), value: 0.5) })
        let identity = try TraceIdentity(person: .person, rater: LabelName("eva"), dimension: .valence)
        try LabelFolder(session: path).save(trace, as: identity)
        let summary = SessionSummary(name: "anna_01", path: path, library: library)
        #expect(summary.problem == nil)
        #expect(summary.pictures == 101)
        #expect(summary.seconds == 10)
        #expect(!summary.isBusy)
        #expect(summary.people.map(\.name) == ["person"])
        let share = try #require(summary.people.first?.raters.first?.rated["valence"])
        #expect(abs(share - 0.51) < 0.011)
        #expect(summary.bytes > 1000)
    }

    @Test func sessionWithoutItsRows_isShownWithTheProblem() throws {
        let path = try SampleSession.make(in: folder, pictures: 3)
        try FileManager.default.removeItem(atPath: "\(path)/frames.csv")
        #expect(SessionSummary(name: "anna_01", path: path, library: library).problem?.contains("frames.csv") == true)
    }

    @Test func predictionsOfAPerson_areThoseOfTheirTracks() throws {
        let path = try SampleSession.make(in: folder, pictures: 20)
        let predictions = try Predictions(SessionIndex(path: path))
        let all = predictions.series(.valence, of: .person, people: People())
        #expect(all.values.compactMap(\.self) == (0..<20).map { Double($0) / 100 })
        #expect(predictions.series(.arousal, of: .person, people: People()).ratedCount == 0)
        let anna = try LabelName("anna")
        let second = predictions.series(.valence, of: anna, people: People([TrackID(2): anna]))
        #expect(second.values[..<10].allSatisfy { $0 == nil })
        #expect(second[Int64(SampleSession.firstTick + 19)] == 0.19)
    }
}
