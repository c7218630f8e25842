import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct KeyFolderTests {
    let directory: TemporaryDirectory
    let folder: KeyFolder

    init() throws {
        directory = try TemporaryDirectory()
        folder = KeyFolder(path: directory.file("keys").path)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func newFolder_holdsKeysForItsOwnerAlone() throws {
        let files = try folder.make(client: "robot")
        #expect(
            files.map { $0.dropFirst(folder.path.count + 1) } == [
                "server.key_secret", "server.key", "robot.key_secret", "allowed/robot.key",
            ])
        for file in files { #expect(try mode(file) == 0o600) }
        #expect(try mode(folder.path) == 0o700)
        let server = try folder.serverKeys()
        let client = try folder.clientKeys("robot")
        #expect(server.allowed == [client.pair.publicKey])
        #expect(client.serverKey == server.pair.publicKey)
        #expect(Set([server.pair.secretKey, client.pair.secretKey, client.serverKey]).count == 3)
    }

    @Test func secondClient_isAddedAndNothingOverwritten() throws {
        _ = try folder.make(client: "robot")
        let server = try folder.serverKeys()
        #expect(try folder.make(client: "screen").count == 2)
        #expect(try folder.serverKeys().pair == server.pair)
        #expect(try folder.serverKeys().allowed.count == 2)
        #expect(throws: KeyError.exists(path: "\(folder.path)/robot.key_secret")) { try folder.make(client: "robot") }
        #expect(try folder.serverKeys().allowed.count == 2)
    }

    @Test func secretThatOthersCanRead_isRefused() throws {
        _ = try folder.make(client: "robot")
        let path = "\(folder.path)/server.key_secret"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: KeyError.readableByOthers(path: path)) { try folder.serverKeys() }
    }

    @Test func emptyList_isRefused() throws {
        _ = try folder.make(client: "robot")
        try FileManager.default.removeItem(atPath: "\(folder.path)/allowed/robot.key")
        #expect(throws: KeyError.nobodyAllowed(folder: "\(folder.path)/allowed")) { try folder.serverKeys() }
    }

    @Test(arguments: ["", "garbage", "public-key = \"short\"\n", "curve\n public-key = 5\n"])
    func fileThatIsNoCertificate_isRefused(_ text: String) throws {
        _ = try folder.make(client: "robot")
        let path = "\(folder.path)/allowed/robot.key"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: KeyError.noKey(path: path, name: "public-key")) { try folder.serverKeys() }
    }

    @Test(arguments: ["../x", "server", "", "a/b"]) func nameThatIsNone_isRefused(_ name: String) {
        #expect(throws: KeyError.badName(name)) { try folder.make(client: name) }
    }

    @Test func missingFolder_saysHowToMakeOne() {
        #expect(throws: KeyError.failed(path: "\(folder.path)/server.key_secret", reason: "No such file or directory"))
        {
            try folder.serverKeys()
        }
    }
}
