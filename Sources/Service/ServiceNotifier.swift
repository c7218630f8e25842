import Glibc
public import StreamTypes

/// Tells systemd how the program is doing: `sd_notify(3)`, one datagram a message.
///
/// Without `NOTIFY_SOCKET` it does nothing. Ready means: model valid, sockets bound; a camera may still be missing.
public final class ServiceNotifier {
    private let descriptor: Int32
    private let watchdogInterval: Duration?
    private var nextWatchdog: MonotonicTime?

    /// - Parameters:
    ///   - socketPath: `NOTIFY_SOCKET`; a leading `@` stands for the abstract namespace.
    ///   - watchdogMicroseconds: `WATCHDOG_USEC`; pings go out twice in that time.
    public init(socketPath: String?, watchdogMicroseconds: Int64?) {
        descriptor = socketPath.flatMap(Self.connect) ?? -1
        let isWatched = descriptor >= 0 && (watchdogMicroseconds ?? 0) > 0
        watchdogInterval = isWatched ? watchdogMicroseconds.map { .microseconds($0 / 2) } : nil
    }

    /// As the environment says. Children do not inherit the socket's name.
    public convenience init() {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        let isForUs = value("WATCHDOG_PID").flatMap { Int32($0) } ?? getpid() == getpid()
        self.init(
            socketPath: value("NOTIFY_SOCKET"),
            watchdogMicroseconds: isForUs ? value("WATCHDOG_USEC").flatMap { Int64($0) } : nil)
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    public func status(_ status: String) { send("STATUS=\(status)") }

    /// To be followed by ``ready(_:)``.
    public func reloading(at now: MonotonicTime) { send("RELOADING=1\nMONOTONIC_USEC=\(now.nanoseconds / 1000)") }

    public func stopping() { send("STOPPING=1") }

    /// To be called by the loop that does the work, so that a loop that hangs is noticed.
    public func progress(at now: MonotonicTime) {
        guard let watchdogInterval else { return }
        if let nextWatchdog, now < nextWatchdog { return }
        nextWatchdog = now + watchdogInterval
        send("WATCHDOG=1")
    }

    private func send(_ message: String) {
        guard descriptor >= 0 else { return }
        _ = message.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }

    private static func connect(_ path: String) -> Int32? {
        var address = sockaddr_un()
        let name = Array(path.utf8)
        guard let first = name.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
            name.count < MemoryLayout.size(ofValue: address.sun_path)
        else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: name)
            if first == UInt8(ascii: "@") { bytes[0] = 0 }
        }
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return nil }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
