import FlyingFox
import FoundationEssentials

/// One browser's WebSocket: messages as text, pictures as bytes (see ``PicturePacket``).
///
/// Frames are made when the connection is ready for the next one, so that a slow browser fills its ``Viewer`` and nothing else.
struct ViewerSocket: WSHandler {
    let viewers: ViewerList

    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        guard let viewer = viewers.add() else { return Self.refusal }
        let connection = ViewerConnection(viewer: viewer, viewers: viewers, client: client)
        return AsyncStream {
            switch await connection.viewer.next() {
            case .message(let data): return WSFrame(fin: true, opcode: .text, mask: nil, payload: data)
            case .picture(let data): return WSFrame(fin: true, opcode: .binary, mask: nil, payload: data)
            case nil: return nil
            }
        }
    }

    /// 1013, try again later.
    private static var refusal: AsyncStream<WSFrame> {
        AsyncStream { continuation in
            continuation.yield(.close(code: WSCloseCode(1013, reason: "too many viewers")))
            continuation.finish()
        }
    }
}
