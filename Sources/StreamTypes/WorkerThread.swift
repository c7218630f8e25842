import Glibc

/// A thread of the system that runs one function to its end. Unlike a task it never waits for other work.
public final class WorkerThread {
    private var thread: pthread_t = 0
    private var isJoined = false

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    public init(_ run: sending @escaping () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        precondition(status == 0, "no thread: \(String(cString: strerror(status)))")
    }

    /// A thread that nobody waited for goes on alone.
    deinit { if !isJoined { pthread_detach(thread) } }

    /// Returns once the function has returned. To be called once.
    public func join() {
        isJoined = true
        pthread_join(thread, nil)
    }
}
