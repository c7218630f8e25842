import FoundationEssentials
import Synchronization

/// What waits for one browser.
///
/// Whoever puts something in never waits. Of pictures only the newest of each camera is kept; of messages so many as a
/// viewer may lag behind, and a viewer that is further behind is dropped.
final class Viewer: Sendable {
    enum Item: Hashable, Sendable {
        case message(Data)
        case picture(Data)
    }

    /// Three seconds of eight faces.
    static let maximumMessages = 256

    private struct State {
        var messages: [Data] = []
        var pictures: [String: Data] = [:]
        var isOver = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func put(message: Data) {
        change { state in
            if state.messages.count >= Self.maximumMessages {
                state.isOver = true
                return
            }
            state.messages.append(message)
        }
    }

    func put(picture: Data, camera: String) {
        change { $0.pictures[camera] = picture }
    }

    func end() {
        change { $0.isOver = true }
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    private func change(_ body: (inout sending State) -> Void) {
        let waiting = state.withLock { state in
            guard !state.isOver else { return state.waiting.take() }
            body(&state)
            if state.isOver {
                state.messages = []
                state.pictures = [:]
            }
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// The next thing to send, pictures after the messages that came before; nil once the viewer is dropped or gone.
    ///
    /// To be called by one task at a time.
    func next() async -> Item? {
        while true {
            let (item, isOver) = state.withLock { state -> (Item?, Bool) in
                if state.isOver { return (nil, true) }
                if !state.messages.isEmpty { return (.message(state.messages.removeFirst()), false) }
                guard let (camera, picture) = state.pictures.first else { return (nil, false) }
                state.pictures[camera] = nil
                return (.picture(picture), false)
            }
            if let item { return item }
            if isOver { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.isOver || !state.messages.isEmpty || !state.pictures.isEmpty { return true }
                    state.waiting = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }
}
