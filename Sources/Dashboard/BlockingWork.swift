import Dispatch

/// Work that waits for disks, kept off the threads that serve connections.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "files", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
