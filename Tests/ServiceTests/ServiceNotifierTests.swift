import Foundation
import Service
import StreamTypes
import TestKit
import Testing

@Suite struct ServiceNotifierTests {
    /// The end that systemd would read.
    private final class Listener {
        let descriptor: Int32

        init(path: String) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(result == 0)
        }

        deinit { close(descriptor) }

        /// Everything that waits, a string a datagram.
        func messages() -> [String] {
            var result: [String] = []
            var buffer = [UInt8](repeating: 0, count: 512)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count < 0 { return result }
                result.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }

    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func states_arriveAsDatagrams() throws {
        let path = folder.file("notify").path
        let listener = try Listener(path: path)
        let notifier = ServiceNotifier(socketPath: path, watchdogMicroseconds: nil)
        notifier.ready("waiting for camera")
        notifier.progress(at: .zero)
        notifier.stopping()
        #expect(listener.messages() == ["READY=1\nSTATUS=waiting for camera", "STOPPING=1"])
    }

    @Test func watchdog_isFedTwiceInItsTimeAndOnlyOnProgress() throws {
        let path = folder.file("notify").path
        let listener = try Listener(path: path)
        let notifier = ServiceNotifier(socketPath: path, watchdogMicroseconds: 5_000_000)
        for tenth in 0..<100 { notifier.progress(at: .zero + .milliseconds(tenth * 100)) }
        #expect(listener.messages() == ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"])
    }

    @Test(arguments: [nil, "", "relative", "/nobody/listens/here", String(repeating: "/x", count: 80)])
    func noSocket_doesNothing(path: String?) {
        let notifier = ServiceNotifier(socketPath: path, watchdogMicroseconds: 1_000_000)
        notifier.ready("ready")
        notifier.progress(at: .zero)
    }
}
