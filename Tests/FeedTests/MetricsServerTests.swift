import Foundation
import StreamTypes
import TestKit
import Testing

@testable import Feed

@Suite struct MetricsServerTests {
    let folder: TemporaryDirectory
    let server: MetricsServer

    init() throws {
        folder = try TemporaryDirectory()
        server = try MetricsServer(
            endpoint: Endpoint("ipc://\(folder.file("metrics").path)"), clock: SystemMonotonicClock())
    }

    private static func status() -> StatusMessage {
        var status = StatusMessage(
            cameraState: .stalled, cause: nil, device: nil, publishTime: .zero, utcNanoseconds: 0,
            measuredFramesPerSecond: 29.5, framesCaptured: 300, framesDamaged: 2, framesLost: 1, ticksPublished: 100,
            ticksHeld: 3, ticksMissed: 4, isOverloaded: true, trackedFaces: 1, openBLASCore: "a\"b", anchor: nil)
        status.reopens = 7
        return status
    }

    private static let identity = RunIdentity(
        run: "r", source: .live, host: "h", camera: "desk", model: "0123456789ab", outputs: [])

    private func connect() throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: folder.file("metrics").path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        return descriptor
    }

    /// The whole answer to `request`.
    private func answer(to request: String) throws -> String {
        let descriptor = try connect()
        defer { close(descriptor) }
        _ = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }

    private static let get = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func status_isServedAsPrometheusReadsIt() throws {
        var latency = LatencySum()
        latency.add(.milliseconds(40))
        latency.add(.milliseconds(60))
        server.update(Self.status(), Self.identity, latency: latency)
        let parts = try answer(to: Self.get).split(separator: "\r\n\r\n")
        #expect(parts[0].hasPrefix("HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4"))
        #expect(parts[0].contains("Content-Length: \(parts[1].utf8.count)\r\n"))
        let lines = Set(parts[1].split(separator: "\n").map(String.init))
        for line in [
            "# TYPE affect_ticks_missed_total counter", "affect_ticks_missed_total{camera=\"desk\"} 4",
            "affect_camera_state{camera=\"desk\",state=\"stalled\"} 1",
            "affect_camera_state{camera=\"desk\",state=\"online\"} 0", "affect_camera_fps{camera=\"desk\"} 29.5",
            "affect_camera_reopens_total{camera=\"desk\"} 7", "affect_overload{camera=\"desk\"} 1",
            "affect_latency_seconds_sum{camera=\"desk\"} 0.1", "affect_latency_seconds_count{camera=\"desk\"} 2",
            "affect_info{camera=\"desk\",model=\"0123456789ab\",blas_core=\"a\\\"b\",source=\"live\"} 1",
        ] { #expect(lines.contains(line), "\(line)") }
        #expect(!parts[1].contains("affect_recording"))
    }

    @Test func recording_isServedWhenThereIsOne() throws {
        var status = Self.status()
        status.recording = .init(
            session: "s", mode: "crops", isRecording: true, stopReason: nil, byteCount: 5, freeByteCount: nil,
            dropped: 0)
        server.update(status, Self.identity, latency: LatencySum())
        let text = try answer(to: Self.get)
        #expect(text.contains("affect_recording_bytes{camera=\"desk\"} 5\n"))
        #expect(!text.contains("affect_recording_disk_free_bytes"))
    }

    @Test func beforeTheFirstStatus_thePageIsEmpty() throws {
        #expect(try answer(to: Self.get).hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", "404"), ("POST /metrics HTTP/1.1\r\n\r\n", "405"), ("hello\r\n\r\n", "400"),
        ("GET /metrics\r\n\r\n", "400"), ("\r\n\r\n", "400"), ("GET /metrics HTTP/1.0\n\n", "200"),
        (String(repeating: "x", count: 5000), "431"),
    ])
    func request_isAnsweredByItsKind(request: String, code: String) throws {
        #expect(try answer(to: request).hasPrefix("HTTP/1.0 \(code) "))
    }

    @Test func clientThatSaysNothing_isLeftAndTheNextOneServed() throws {
        let silent = try connect()
        defer { close(silent) }
        #expect(try answer(to: Self.get).hasPrefix("HTTP/1.0 200 "))
    }

    @Test func secondServer_isRefused() throws {
        let endpoint = try Endpoint("ipc://\(folder.file("metrics").path)")
        #expect(throws: FeedError.endpointLocked(endpoint.description, holder: "\(getpid())")) {
            try MetricsServer(endpoint: endpoint, clock: SystemMonotonicClock())
        }
        #expect(try answer(to: Self.get).hasPrefix("HTTP/1.0 200 "))
    }

    @Test func endpointBeyondThisMachine_isRefused() {
        #expect(throws: FeedError.metricsBeyondLoopback("tcp://0.0.0.0:9570")) {
            try MetricsServer(endpoint: Endpoint("tcp://0.0.0.0:9570"), clock: SystemMonotonicClock())
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]"])
    func loopback_isServedOnce(host: String) throws {
        let endpoint = try Endpoint("tcp://\(host):\(20_000 + Int(getpid()) % 10_000 + host.utf8.count)")
        let first = try MetricsServer(endpoint: endpoint, clock: SystemMonotonicClock())
        #expect(throws: FeedError.endpointTaken(endpoint.description)) {
            try MetricsServer(endpoint: endpoint, clock: SystemMonotonicClock())
        }
        withExtendedLifetime(first) {}
    }
}
