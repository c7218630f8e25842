import Capture
import Glibc
import Sessions
import StreamTypes

/// A few decisions of a session that were read and decoded before the stream asks for them, between the thread that reads and
/// the one that judges.
final class ReadAhead: @unchecked Sendable {
    /// Decisions that wait, at most; more would only fill the cache.
    static let capacity = 8

    private let decoder: JPEGDecoder
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Oldest first.
    private var waiting: [RecordedStep] = []
    /// Memory of pictures that were judged.
    private var images: [GrayImage] = []
    /// How the reading ended; nil while it goes on.
    private var end: Result<Void, SessionError>?
    private var isStopped = false

    init(_ decoder: JPEGDecoder) {
        self.decoder = decoder
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    // MARK: The thread that judges

    /// The next decision; nil at the end.
    func take() throws(SessionError) -> RecordedStep? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty, end == nil { pthread_cond_wait(changed, mutex) }
        guard waiting.isEmpty else {
            pthread_cond_broadcast(changed)
            return waiting.removeFirst()
        }
        try end?.get()
        return nil
    }

    func recycle(_ image: GrayImage) {
        pthread_mutex_lock(mutex)
        images.append(image)
        pthread_mutex_unlock(mutex)
    }

    /// Lets the reading begin anew; to be called while no thread is reading.
    func begin() {
        waiting.removeAll()
        end = nil
        isStopped = false
    }

    /// Lets ``run(_:mode:)`` return soon.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    // MARK: The thread that reads

    /// Reads to the end, or until it is told to stop.
    func run(_ steps: SessionSteps, mode: SessionMode) {
        do throws(SessionError) {
            while let step = try steps.read() {
                var recorded = RecordedStep(step, mode: mode)
                if mode == .video, step.row.tick != nil { recorded.picture = decode(step.picture) }
                guard push(recorded) else { return }
            }
            finish(.success(()))
        } catch {
            finish(.failure(error))
        }
    }

    private func decode(_ jpeg: [UInt8]) -> RecordedStep.Picture {
        pthread_mutex_lock(mutex)
        let image = images.popLast() ?? GrayImage()
        pthread_mutex_unlock(mutex)
        if jpeg.withUnsafeBytes({ decoder.decode($0, into: image) }) { return .decoded(image) }
        recycle(image)
        return .damaged
    }

    /// - Returns: false when it is to stop.
    private func push(_ step: RecordedStep) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.count >= Self.capacity, !isStopped { pthread_cond_wait(changed, mutex) }
        if isStopped { return false }
        waiting.append(step)
        pthread_cond_broadcast(changed)
        return true
    }

    private func finish(_ result: Result<Void, SessionError>) {
        pthread_mutex_lock(mutex)
        end = result
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}
