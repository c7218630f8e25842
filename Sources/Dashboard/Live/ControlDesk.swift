import Dispatch
import Feed
import FoundationEssentials
import Synchronization

/// Asks the stream for what the page wants, one request after the other, on a queue of its own.
final class ControlDesk: Sendable {
    static let patience = Duration.seconds(5)

    private struct State: ~Copyable {
        var client: ControlClient
        var requests = 0
    }

    private let queue = DispatchQueue(label: "control")
    private let state: Mutex<State>

    init(endpoint: Endpoint, keys: ClientKeys?) throws(FeedError) {
        state = Mutex(State(client: try ControlClient(endpoint: endpoint, keys: keys)))
    }

    /// The stream's reply, one JSON object; nil when none came.
    func ask(_ order: ControlOrder) async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            queue.async {
                let reply = self.state.withLock { state in
                    state.requests += 1
                    let id = state.requests
                    return state.client.ask(order.request(id: id), timeout: Self.patience) { Self.id(of: $0) == id }
                }
                continuation.resume(returning: reply)
            }
        }
    }

    private struct Reply: Decodable {
        var id: Int?
    }

    private static func id(of reply: [UInt8]) -> Int? {
        (try? JSONDecoder().decode(Reply.self, from: Data(reply)))?.id
    }
}
