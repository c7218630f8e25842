import Capture
import StreamTypes

extension FrameSource {
    /// Gives the frame that ``next(until:)`` returned last as the JPEG data it came as, with its size in pixels.
    ///
    /// - Returns: nil when it came as something else, or is damaged.
    func withOwnJPEG<Result>(_ body: (UnsafeRawBufferPointer, _ width: Int, _ height: Int) -> Result) -> Result? {
        switch self {
        case let camera as CameraSource:
            let result: Result?? = camera.withPayload { payload, format in
                format.pixelFormat.isCompressed ? body(payload, format.width, format.height) : nil
            }
            return result ?? nil
        case let file as FileSource: return file.withJPEG(body)
        case let replay as ReplaySource: return replay.withJPEG(body)
        default: return nil
        }
    }
}
