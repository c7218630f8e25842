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

    @Test func pictures_comeWithTheirLengths() async throws {
        let answer = await handler.answer("anna_01", .pictures, query: ["n": "3"], body: nil)
        #expect(try await answer.bodyData == Data([0, 0, 0, 9]) + Data("picture 3".utf8))
        #expect(answer.headers[.cacheControl] == "no-store")
    }
}
