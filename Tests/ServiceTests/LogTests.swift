import Foundation
import TestKit
import Testing

@testable import Service

@Suite struct LogTests {
    @Test func journal_getsPriorities() {
        #expect(Log.lines("one\ntwo", .error, isJournal: true) == "<3>one\n<3>two\n")
        #expect(Log.lines("one", .warning, isJournal: true) == "<4>one\n")
        #expect(Log.lines("one", .information, isJournal: true) == "<6>one\n")
        #expect(Log.lines("one", .error, isJournal: false) == "affect: one\n")
    }

    @Test func journal_isKnownByDeviceAndInode() throws {
        let folder = try TemporaryDirectory()
        let descriptor = open(folder.file("log").path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var status = stat()
        try #require(fstat(descriptor, &status) == 0)
        #expect(Log.isJournal(stream: "\(status.st_dev):\(status.st_ino)", descriptor: descriptor))
        #expect(!Log.isJournal(stream: "\(status.st_dev):\(status.st_ino + 1)", descriptor: descriptor))
        #expect(!Log.isJournal(stream: nil, descriptor: descriptor))
    }
}
