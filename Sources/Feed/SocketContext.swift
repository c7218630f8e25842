import CZMQ

/// A libzmq context: the sockets of one program, and the access control that they share.
public final class SocketContext: Sendable {
    nonisolated(unsafe) let raw: UnsafeMutableRawPointer

    /// The oldest libzmq whose known holes are closed (CVE-2019-6250, CVE-2019-13132, CVE-2020-15166; NEWS of 4.3.3).
    static let oldestLibrary = (4, 3, 3)

    /// - Throws: ``FeedError/oldLibrary(found:)`` for a libzmq with known holes.
    public init() throws(FeedError) {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        zmq_version(&major, &minor, &patch)
        guard (Int(major), Int(minor), Int(patch)) >= Self.oldestLibrary else {
            throw .oldLibrary(found: "\(major).\(minor).\(patch)")
        }
        guard let context = zmq_ctx_new() else {
            throw .failed(call: "zmq_ctx_new", endpoint: "-", reason: String(cString: zmq_strerror(zmq_errno())))
        }
        zmq_ctx_set(context, ZMQ_BLOCKY, 0)
        raw = context
    }

    deinit { zmq_ctx_term(raw) }
}
