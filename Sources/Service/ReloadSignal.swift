import Glibc
import Synchronization

/// Set by SIGHUP: the configuration is to be read again.
public enum ReloadSignal {
    private static let requested = Atomic<Bool>(false)

    public static func request() { requested.store(true, ordering: .relaxed) }

    /// True once for each request.
    static func take() -> Bool { requested.exchange(false, ordering: .relaxed) }

    /// From now on SIGHUP no longer ends the program.
    public static func install() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in ReloadSignal.request() }
        sigaction(SIGHUP, &action, nil)
    }
}
