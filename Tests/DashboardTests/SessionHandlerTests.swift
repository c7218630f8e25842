import Exchange
import FlyingFox
import Foundation
import Labels
import Sessions
import TestKit
import Testing

@testable import Dashboard

@Suite struct SessionHandlerTests {
    private let folder: TemporaryDirectory
    private let path: String

    init() throws {
        folder = try TemporaryDirectory()
        path = try SampleSession.make(in: folder, pictures: 10)
    }

    private var handler: SessionHandler {
        SessionHandler(library: SessionLibrary(folder: folder.url.path(percentEncoded: false)))
    }

    private func label(_ part: Route.SessionPart, rater: String = "eva") async throws -> (status: Int, message: String)
    {
        let body = Data(#"{"window":"w","person":"person","rater":"\#(rater)","events":[]}"#.utf8)
        let answer = await handler.answer("anna_01", part, query: [:], body: body)
        return (answer.statusCode.code, String(decoding: try await answer.bodyData, as: UTF8.self))
    }

    @Test func diskThatRefuses_isSaidAndNothingIsLost() async throws {
        try Data().write(to: URL(filePath: "\(path)/labels"))
        let answer = try await label(.saveLabels)
        #expect(answer.status == 507)
        #expect(answer.message.contains("cannot be written"))
    }

    @Test func raterWhoIsLabelling_isAConflict() async throws {
        let lock = try LabelLock(LabelFolder(session: path), person: .person, rater: LabelName("eva"))
        #expect(try await label(.openLabels).status == 409)
        #expect(try await label(.openLabels, rater: "otto").status == 200)
        withExtendedLifetime(lock) {}
    }

    @Test func whatIsNoRequest_isRefusedWithASentence() async throws {
        #expect(try await label(.openLabels, rater: "../eva").status == 400)
        #expect(await handler.answer("anna_01", .saveLabels, query: [:], body: nil).statusCode.code == 400)
        #expect(await handler.answer("anna_01", .pictures, query: ["n": "x"], body: nil).statusCode.code == 400)
        #expect(await handler.answer("anna_01", .comparison, query: ["person": "/"], body: nil).statusCode.code == 400)
        #expect(await handler.answer("..", .detail, query: [:], body: nil).statusCode.code == 404)
    }

    private func export(_ query: [String: String]) async throws -> (status: Int, files: [String: Data]) {
        struct Answer: Decodable {
            struct File: Decodable {
                var name: String
                var data: Data
            }
            var files: [File]
        }
        let answer = await handler.answer("anna_01", .export, query: query, body: nil)
        guard answer.statusCode == .ok else { return (answer.statusCode.code, [:]) }
        let files = try JSONDecoder().decode(Answer.self, from: try await answer.bodyData).files
        return (200, Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.data) }))
    }

    @Test(arguments: ["avec", "openface", "nova", "elan", "xdf", "mcap", "csv"])
    func export_isWhatTheCommandWrites(format: String) async throws {
        let body = #"{"window":"w","person":"person","rater":"eva","trace":{"dimension":"valence","times":["#
        let times = (0..<10).map { "\"\(SampleSession.time($0))\"" }.joined(separator: ",")
        let values = (0..<10).map { "0.\($0)" }.joined(separator: ",")
        let trace = Data((body + times + #"],"values":["# + values + "]}}").utf8)
        let saved = await handler.answer("anna_01", .saveLabels, query: [:], body: trace)
        try #require(saved.statusCode == .ok)
        for subject in ["labels", "predictions"] {
            let (status, files) = try await export(["what": subject, "format": format])
            #expect(status == 200)
            #expect(files.count == (format != "nova" ? 1 : subject == "labels" ? 2 : 4))
            let options = SessionExport.Options()
            let expected = try SessionExport(session: path, options: options).files(
                try #require(SessionExport.Subject(rawValue: subject)),
                as: try #require(ExchangeFormat(rawValue: format)), named: "x/\(files.keys.min() ?? "")")
            #expect(files.values.allSatisfy { !$0.isEmpty })
            if format == "csv" || format == "openface" {
                #expect(files.values.first == expected.first.map { Data($0.bytes) })
            }
        }
    }

    @Test func exportOfNothing_isRefusedWithASentence() async throws {
        #expect(try await export(["what": "labels"]).status == 400)
        #expect(try await export(["what": "labels", "format": "doc"]).status == 400)
        #expect(try await export(["what": "labels", "format": "csv", "person": "../x"]).status == 400)
    }

    @Test func pictures_comeWithTheirLengths() async throws {
        let answer = await handler.answer("anna_01", .pictures, query: ["n": "3"], body: nil)
        #expect(try await answer.bodyData == Data([0, 0, 0, 9]) + Data("picture 3".utf8))
        #expect(answer.headers[.cacheControl] == "no-store")
    }
}
