import Glibc
import StreamTypes

/// Ends the program when whoever started it is gone: its end of the pipe that is standard input closes then, however it ended.
enum InputEnd {
    static func exitWhenReached() {
        let thread = WorkerThread {
            var byte: UInt8 = 0
            while true {
                let count = read(0, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { exit(0) }
            }
        }
        withExtendedLifetime(thread) {}
    }
}
