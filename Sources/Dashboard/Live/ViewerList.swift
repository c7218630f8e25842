import FoundationEssentials
import Synchronization

/// The browsers that look at the stream, and what a new one is shown first.
final class ViewerList: Sendable {
    /// No more are let in at once.
    static let maximum = 64

    private struct State {
        var viewers: [ObjectIdentifier: Viewer] = [:]
        /// The last message of each `status.` topic.
        var statuses: [String: Data] = [:]
        var pictures: [String: Data] = [:]
    }

    private let state = Mutex(State())

    /// A viewer of everything from now on; nil when there are too many.
    func add() -> Viewer? {
        state.withLock { state in
            state.viewers = state.viewers.filter { !$0.value.isOver }
            guard state.viewers.count < Self.maximum else { return nil }
            let viewer = Viewer()
            for status in state.statuses.values { viewer.put(message: status) }
            for (camera, picture) in state.pictures { viewer.put(picture: picture, camera: camera) }
            state.viewers[ObjectIdentifier(viewer)] = viewer
            return viewer
        }
    }

    func remove(_ viewer: Viewer) {
        viewer.end()
        state.withLock { $0.viewers[ObjectIdentifier(viewer)] = nil }
    }

    var isEmpty: Bool { state.withLock { $0.viewers.isEmpty } }

    func show(message: Data, topic: String) {
        let viewers = state.withLock { state in
            if topic.hasPrefix("status.") { state.statuses[topic] = message }
            return Array(state.viewers.values)
        }
        for viewer in viewers { viewer.put(message: message) }
    }

    func show(picture: Data, camera: String) {
        let viewers = state.withLock { state in
            state.pictures[camera] = picture
            return Array(state.viewers.values)
        }
        for viewer in viewers { viewer.put(picture: picture, camera: camera) }
    }
}
