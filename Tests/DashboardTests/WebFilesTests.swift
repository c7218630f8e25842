import Foundation
import TestKit
import Testing

@testable import Dashboard

@Suite struct WebFilesTests {
    /// The pages as they are in the source.
    static let folder = Repository.file("Sources/Dashboard/Web").path(percentEncoded: false)

    @Test func pages_areServedWithTheirTypes() throws {
        let files = WebFiles(folder: Self.folder)
        #expect(files.file("index.html")?.type == "text/html; charset=utf-8")
        #expect(files.file("app.js")?.type == "text/javascript; charset=utf-8")
        #expect(files.file("style.css")?.bytes.isEmpty == false)
    }

    @Test func whatThePagesLoad_isThere() throws {
        let folder = Self.folder
        let files = WebFiles(folder: folder)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let text = String(decoding: try #require(files.file(name)).bytes, as: UTF8.self)
            for match in text.matches(of: /(?:from "\.\/|"\/web\/)([a-z-]+\.[a-z]+)"/) {
                #expect(files.file(String(match.1)) != nil, "\(name) loads \(match.1)")
            }
        }
    }

    @Test func nothingComesFromAnotherHost() throws {
        let folder = Self.folder
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let text = String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
            let addresses = text.matches(of: /https?:\/\/[a-z0-9.]+/).map { String($0.0) }
            #expect(addresses.allSatisfy { $0 == "http://www.w3.org" }, "\(name): \(addresses)")
        }
    }
}
