import Foundation
import StreamTypes
import TestKit

@testable import Feed

/// A control socket, and a pipeline that says yes to everything.
final class ControlStation {
    let endpoint: Endpoint
    let clock = ManualClock(at: MonotonicTime(nanoseconds: 5_000_000_123))
    private let folder: TemporaryDirectory
    let socket: ControlSocket

    init(access: AccessControl? = nil, endpoint: String? = nil) throws {
        folder = try TemporaryDirectory()
        self.endpoint = try Endpoint(endpoint ?? "ipc://\(folder.file("control").path)")
        socket = try ControlSocket(
            endpoint: self.endpoint, context: try SocketContext(), access: access,
            facts: ControlFacts(version: "9.8.7", feed: try Endpoint("tcp://127.0.0.1:6000")),
            position: StreamPosition(state: .running, tick: 50, time: MonotonicTime(nanoseconds: 5_000_000_000)),
            clock: clock)
    }

    static func freePort() -> String { "tcp://127.0.0.1:\(Int.random(in: 30_000..<32_700))" }

    /// Answers the next request as done at tick 51; waits until one is there.
    func serveOne(_ outcome: ControlOutcome = .done) -> ControlRequest? {
        for _ in 0..<5000 {
            if let request = socket.next() {
                socket.answer(
                    request, outcome,
                    at: StreamPosition(state: .paused, tick: 51, time: MonotonicTime(nanoseconds: 5_100_000_000)))
                return request
            }
            usleep(1000)
        }
        return nil
    }
}
