import Glibc
import StreamTypes

/// One request and its answer.
struct MetricsConnection: ~Copyable {
    private let descriptor: Int32
    private let work: Work

    /// What a thread that serves needs.
    struct Work {
        let listener: LocalListener
        let wakeUp: WakeUp
        let clock: any MonotonicClock

        /// Waits for a connection; nil when the work is over.
        func next() -> MetricsConnection? {
            while true {
                guard wait(for: listener.descriptor, POLLIN, until: nil) else { return nil }
                let descriptor = accept(listener.descriptor, nil, nil)
                guard descriptor >= 0 else { continue }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                return MetricsConnection(descriptor: descriptor, work: self)
            }
        }

        /// - Returns: false when the time or the work is over.
        func wait(for descriptor: Int32, _ event: Int32, until deadline: MonotonicTime?) -> Bool {
            while !wakeUp.isOver {
                let left = deadline.map { Int32(clamping: Int(($0 - clock.now()).milliseconds.rounded(.up))) }
                if let left, left <= 0 { return false }
                var events = [
                    pollfd(fd: descriptor, events: Int16(event), revents: 0),
                    pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0),
                ]
                if poll(&events, 2, left ?? -1) > 0, events[0].revents != 0 { return true }
            }
            return false
        }
    }

    private init(descriptor: Int32, work: Work) {
        self.descriptor = descriptor
        self.work = work
    }

    deinit { close(descriptor) }

    /// Reads the request and answers it; a client that is too slow gets nothing.
    func answer(_ page: () -> String) {
        let deadline = work.clock.now() + MetricsServer.requestTime
        guard let head = read(until: deadline) else { return }
        write(Self.response(to: head, page), until: deadline)
    }

    /// - Parameter head: the request up to its empty line; empty when it is longer than it may be.
    static func response(to head: String, _ page: () -> String) -> String {
        let words = head.prefix { !$0.isNewline }.split(separator: " ", omittingEmptySubsequences: false)
        if head.isEmpty { return response("431 Request Header Fields Too Large", "the request is too long\n") }
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else {
            return response("400 Bad Request", "this is no HTTP/1 request\n")
        }
        guard words[0] == "GET" else { return response("405 Method Not Allowed", "only GET\n", "Allow: GET\r\n") }
        guard words[1] == "/metrics" else { return response("404 Not Found", "only /metrics\n") }
        return response("200 OK", page())
    }

    private static func response(_ status: String, _ body: String, _ more: String = "") -> String {
        "HTTP/1.0 \(status)\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(more)Connection: close\r\n\r\n\(body)"
    }

    /// Nil when the client hangs up or the time is over.
    private func read(until deadline: MonotonicTime) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: MetricsServer.requestBytes)
        while work.wait(for: descriptor, POLLIN, until: deadline) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
            if bytes.count > MetricsServer.requestBytes { return "" }
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains("\r\n\r\n") || text.contains("\n\n") { return text }
        }
        return nil
    }

    private func write(_ text: String, until deadline: MonotonicTime) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count, work.wait(for: descriptor, POLLOUT, until: deadline) {
            let count = bytes[offset...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return }
            offset += count
        }
    }
}
