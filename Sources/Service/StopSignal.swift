import Glibc
import Synchronization

/// Set by SIGINT and SIGTERM, or by whoever wants a run to end.
public enum StopSignal {
    private static let requested = Atomic<Bool>(false)

    public static var isRequested: Bool { requested.load(ordering: .relaxed) }

    public static func request() { requested.store(true, ordering: .relaxed) }

    /// The first signal asks for an orderly end, a second one ends the process at once. SIGPIPE is ignored, so that a
    /// reader of standard output that goes away shows as an error of `write`.
    public static func install() {
        for number in [SIGINT, SIGTERM] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in StopSignal.request() }
            // SA_RESETHAND
            action.sa_flags = Int32(bitPattern: 0x8000_0000)
            sigaction(number, &action, nil)
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
