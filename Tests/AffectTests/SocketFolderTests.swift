import Foundation
import Glibc
import TestKit
import Testing

@testable import affect

@Suite struct SocketFolderTests {
    private let parent: TemporaryDirectory

    init() throws { parent = try TemporaryDirectory() }

    private func folder(_ name: String, age: Int = 100, mode: mode_t = 0o700, files: [String]) throws -> String {
        let path = parent.file(name).path
        try #require(mkdir(path, mode) == 0 && chmod(path, mode) == 0)
        for file in files { try Data("1\n".utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)")) }
        var times = [timeval](repeating: timeval(tv_sec: time(nil) - age, tv_usec: 0), count: 2)
        try #require(utimes(path, &times) == 0)
        return path
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    @Test func folderOfADeadProgram_isRemoved() throws {
        let dead = try folder("affect-aB3dEf", files: ["preview.lock"])
        let empty = try folder("affect-aB3dEg", files: [])
        SocketFolder.removeAbandoned(in: parent.url.path)
        #expect(!isThere(dead) && !isThere(empty))
    }

    @Test func whatMayBeSomebodys_stays() throws {
        let alive = try folder("affect-aB3dEf", files: ["preview.lock"])
        let lock = open("\(alive)/preview.lock", O_RDWR)
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let others = [
            alive, try folder("affect-young0", age: 5, files: ["preview.lock"]),
            try folder("affect-notes0", files: ["preview.lock", "notes.txt"]),
            try folder("affect-shared", mode: 0o755, files: ["preview.lock"]),
            try folder("affect-longer-name", files: []), try folder("sessions-aB3dE", files: []),
        ]
        SocketFolder.removeAbandoned(in: parent.url.path)
        for path in others { #expect(isThere(path), "\(path)") }
        close(lock)
        SocketFolder.removeAbandoned(in: parent.url.path)
        #expect(!isThere(alive))
    }

    @Test func linkToAFolder_isNotFollowed() throws {
        let target = try folder("elsewhere", files: ["preview.lock"])
        try FileManager.default.createSymbolicLink(
            atPath: parent.file("affect-aB3dEf").path, withDestinationPath: target)
        SocketFolder.removeAbandoned(in: parent.url.path)
        #expect(isThere("\(target)/preview.lock"))
    }
}
