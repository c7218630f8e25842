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
    private let monitor = Monitor()
    /// Oldest first.
    private var waiting: [RecordedStep] = []
    /// Memory of pictures that were judged.
    private var images: [GrayImage] = []
    /// How the reading ended; nil while it goes on.
    private var end: Result<Void, SessionError>?
    private var isStopped = false

    init(_ decoder: JPEGDecoder) {
        self.decoder = decoder
    }

    // MARK: The thread that judges

    /// The next decision; nil at the end.
    func take() throws(SessionError) -> RecordedStep? {
        monitor.lock()
        defer { monitor.unlock() }
        while waiting.isEmpty, end == nil { monitor.wait() }
        guard waiting.isEmpty else {
            monitor.broadcast()
            return waiting.removeFirst()
        }
        try end?.get()
        return nil
    }

    func recycle(_ image: GrayImage) {
        monitor.lock()
        images.append(image)
        monitor.unlock()
    }

    /// Lets the reading begin anew; to be called while no thread is reading.
    func begin() {
        waiting.removeAll()
        end = nil
        isStopped = false
    }

    /// Lets ``run(_:mode:)`` return soon.
    func stop() {
        monitor.lock()
        isStopped = true
        monitor.broadcast()
        monitor.unlock()
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
        monitor.lock()
        let image = images.popLast() ?? GrayImage()
        monitor.unlock()
        if jpeg.withUnsafeBytes({ decoder.decode($0, into: image) }) { return .decoded(image) }
        recycle(image)
        return .damaged
    }

    /// - Returns: false when it is to stop.
    private func push(_ step: RecordedStep) -> Bool {
        monitor.lock()
        defer { monitor.unlock() }
        while waiting.count >= Self.capacity, !isStopped { monitor.wait() }
        if isStopped { return false }
        waiting.append(step)
        monitor.broadcast()
        return true
    }

    private func finish(_ result: Result<Void, SessionError>) {
        monitor.lock()
        end = result
        monitor.broadcast()
        monitor.unlock()
    }
}
