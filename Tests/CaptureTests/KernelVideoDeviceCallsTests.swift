import Capture
import Foundation
import Glibc
import Testing
import TestKit

/// The real system calls, on files that are no cameras.
@Suite struct KernelVideoDeviceCallsTests {
    let calls = KernelVideoDeviceCalls()

    @Test func failures_keepTheirErrorNumbers() throws {
        #expect(throws: SystemError(ENOENT)) { try calls.open("/dev/no-such-camera") }
        let descriptor = try calls.open("/dev/null")
        defer { calls.close(descriptor) }
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        var answer = [UInt8](repeating: 0, count: 4_096)
        #expect(throws: SystemError(ENOTTY)) { try calls.ioctl(descriptor, .queryCapabilities, &answer) }
        #expect(throws: SystemError(ENOTTY)) { try calls.ioctl(descriptor, .poll, &answer) }
        #expect(throws: SystemError(ENODEV)) { try calls.map(descriptor, length: 4_096, offset: 0) }
        #expect(try calls.poll(descriptor, timeout: .zero) == .readable)
        #expect(try calls.poll(-1, timeout: .milliseconds(1)) == [])
        #expect(try calls.poll(1_000_000, timeout: .zero) == .failed)
        #expect(calls.timeSuspended() >= .seconds(-1))
    }

    @Test func sentences_nameTheSystemsWords() {
        #expect(SystemError(ENODEV).description == "No such device (ENODEV)")
        #expect(SystemError(3_999).description == "Unknown error 3999 (errno 3999)")
    }

    @Test func programWithAnOpenFile_isFoundAsItsHolder() throws {
        let folder = try TemporaryDirectory()
        let file = folder.file("node")
        try Data().write(to: file)
        let directory = SystemDeviceDirectory()
        #expect(directory.holder(ofNode: file.path) == nil)

        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec 3<\"$0\"; echo open; read line", file.path]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("open\n".utf8))
        #expect(directory.holder(ofNode: file.path) == "sh (process \(process.processIdentifier))")
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(directory.holder(ofNode: file.path) == nil)
        #expect(directory.holder(ofNode: "/dev/no-such-camera") == nil)
    }
}
