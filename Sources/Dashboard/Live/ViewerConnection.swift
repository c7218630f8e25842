import FlyingFox

/// Lives as long as a browser's connection; takes its viewer off the list at the end, whichever side ended it.
final class ViewerConnection: Sendable {
    let viewer: Viewer
    private let viewers: ViewerList
    private let reading: Task<Void, Never>

    init(viewer: Viewer, viewers: ViewerList, client: AsyncThrowingStream<WSFrame, any Error>) {
        self.viewer = viewer
        self.viewers = viewers
        reading = Task {
            // Browsers send nothing but the end.
            do {
                for try await frame in client where frame.opcode == .close { break }
            } catch {}
            viewers.remove(viewer)
        }
    }

    deinit {
        reading.cancel()
        viewers.remove(viewer)
    }
}
