import Feed
import FoundationEssentials
import StreamTypes
import Synchronization

/// Takes what streams publish and hands it to the viewers: a thread for the feed, one for each preview.
final class FeedRelay {
    private final class Ending: Sendable {
        let isReached = Atomic(false)
    }

    private let ending = Ending()
    private var threads: [WorkerThread] = []

    /// - Throws: ``FeedError`` for an endpoint that libzmq refuses. The stream itself need not run yet.
    init(
        feed: Endpoint?, previews: [Endpoint], keys: ClientKeys?, viewers: ViewerList
    ) throws(FeedError) {
        if let feed {
            try start(Subscriber(endpoint: feed, keys: keys)) { message in
                viewers.show(message: Data(BrowserJSON.quotingNanoseconds(message.payload)), topic: message.topic)
            }
        }
        for preview in previews {
            try start(Subscriber(endpoint: preview, topics: ["preview."], keys: keys)) { message in
                guard let jpeg = message.attachments.first else { return }
                let json = BrowserJSON.quotingNanoseconds(message.payload)
                viewers.show(picture: PicturePacket.bytes(json: json, jpeg: jpeg), camera: message.topic)
            }
        }
    }

    /// Ends the threads and waits for them.
    func end() {
        ending.isReached.store(true, ordering: .releasing)
        for thread in threads { thread.join() }
        threads = []
    }

    private func start(_ subscriber: Subscriber, show: @escaping @Sendable (Subscriber.Message) -> Void) {
        nonisolated(unsafe) let subscriber = subscriber
        threads.append(
            WorkerThread { [ending] in
                while !ending.isReached.load(ordering: .acquiring) {
                    if let message = subscriber.next(timeout: .milliseconds(200)) { show(message) }
                }
            })
    }
}
