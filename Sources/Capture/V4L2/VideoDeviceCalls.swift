/// Every system call that touches a camera, so that tests can script each answer and each error.
///
/// Nothing is retried or judged here: see ``VideoDevice`` and ``FaultVerdict``.
package protocol VideoDeviceCalls: AnyObject {
    /// Opens for reading and writing, not blocking, closed on `exec`.
    func open(_ path: String) throws(SystemError) -> CInt
    func close(_ descriptor: CInt)
    func ioctl(_ descriptor: CInt, _ call: VideoCall, _ argument: UnsafeMutableRawPointer) throws(SystemError)
    /// Waits for a frame, an event or trouble; empty when `timeout` passed first.
    func poll(_ descriptor: CInt, timeout: Duration) throws(SystemError) -> PollEvents
    func map(_ descriptor: CInt, length: Int, offset: Int) throws(SystemError) -> UnsafeMutableRawPointer
    func unmap(_ address: UnsafeMutableRawPointer, length: Int)
    /// How long this host has been suspended since it booted.
    func timeSuspended() -> Duration
}
