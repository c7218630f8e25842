import Capture
import Feed
import Sessions
import StreamTypes

/// Hands what the stream does to a ``SessionRecorder``, with the camera's own JPEG data in mode video.
///
/// Raw formats are encoded first, and the stream then judges the picture as recorded.
final class Recording {
    /// Name of the session's folder.
    let session: String
    private let recorder: SessionRecorder
    private let encoder: JPEGEncoder
    private let decoder: JPEGDecoder
    /// Raw frames that no tick takes.
    private let spare = GrayImage()
    private var anchor: UTCAnchor

    init(_ recorder: SessionRecorder, anchor: UTCAnchor) throws {
        self.recorder = recorder
        session = recorder.path.split(separator: "/").last.map(String.init) ?? recorder.path
        self.anchor = anchor
        encoder = try JPEGEncoder()
        decoder = try JPEGDecoder()
    }

    var mode: SessionMode { recorder.mode }

    var status: StatusMessage.Recording {
        let status = recorder.status
        return StatusMessage.Recording(
            session: session, mode: status.mode.rawValue, isRecording: status.isRecording,
            stopReason: status.stopReason,
            byteCount: status.byteCount, freeByteCount: status.freeByteCount, dropped: status.dropped)
    }

    /// - Parameter image: the decoded picture of a frame that `tick` takes; with a raw format it becomes the recorded one.
    func add(_ frame: Frame, tick: Int64?, from source: any FrameSource, image: GrayImage) {
        guard recorder.mode == .video else { return recorder.add(frame, tick: tick, picture: nil) }
        let ownJPEG: Void? = source.withOwnJPEG { jpeg, width, height in
            recorder.add(frame, tick: tick, picture: (jpeg, width, height))
        }
        if ownJPEG != nil { return }
        let picture = tick == nil ? spare : image
        let isDecoded = tick != nil || source.decode(into: spare)
        let isAdded =
            isDecoded
            ? encoder.encode(picture) { jpeg in
                recorder.add(frame, tick: tick, picture: (jpeg, picture.width, picture.height))
                return tick == nil || decoder.decode(jpeg, into: image)
            } : nil
        if isAdded == nil { recorder.add(frame, tick: tick, picture: nil) }
    }

    func add(_ crop: FaceCrop) { recorder.add(crop) }

    func addEmpty(_ tick: Int64, because reason: Reasons) {
        recorder.addEmpty(tick: tick, start: TickGrid.start(of: tick), reasons: reason)
    }

    func addOffline() { recorder.addOffline() }

    func addOnline() { recorder.addOnline() }

    func addPaused() { recorder.addPaused() }

    func addResumed() { recorder.addResumed() }

    func addModel() { recorder.addModel() }

    func split() { recorder.split() }

    func add(message: UnsafeRawBufferPointer) { recorder.add(message: message) }

    /// Keeps `newer` when the wall clock was set.
    func renew(_ newer: UTCAnchor) {
        guard newer != anchor else { return }
        anchor = newer
        recorder.add(anchor: SessionDescription.Anchor(newer))
    }

    func close() { recorder.close() }
}

extension SessionDescription.Anchor {
    init(_ anchor: UTCAnchor) {
        self.init(
            monotonicNanoseconds: anchor.monotonic.nanoseconds, utcNanoseconds: anchor.utcNanoseconds)
    }
}
