import Synchronization

/// The one picture that may wait for the preview's thread; a newer one replaces it. Neither side waits for longer than a copy.
final class PreviewSlot: Sendable {
    let wakeUp = WakeUp()
    private let wanted = Atomic(false)
    private let content = Mutex(Content())

    private struct Content {
        var message: PreviewMessage?
        var picture = PreviewPicture()
    }

    /// Somebody subscribes to the preview.
    var isWanted: Bool {
        get { wanted.load(ordering: .relaxed) }
        set { wanted.store(newValue, ordering: .relaxed) }
    }

    func put(
        _ message: PreviewMessage, _ format: PreviewPicture.Format, _ bytes: UnsafeRawBufferPointer, width: Int,
        height: Int
    ) {
        content.withLock { content in
            content.message = message
            content.picture.fill(format, bytes, width: width, height: height)
        }
        wakeUp.signal()
    }

    /// Takes what waits; `picture` gives its memory for the next one.
    func take(into picture: inout PreviewPicture) -> PreviewMessage? {
        content.withLock { content in
            guard let message = content.message else { return nil }
            content.message = nil
            swap(&content.picture, &picture)
            return message
        }
    }
}
