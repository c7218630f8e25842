/// A camera or a recording: gives frames in order of capture, and decodes only those that a tick takes.
///
/// One thread uses it. A frame is valid until the next call of ``next(until:)``, which gives its buffer back undecoded.
public protocol FrameSource: AnyObject {
    var kind: SourceKind { get }

    /// The next frame or event, waiting no longer than `deadline` of the source's clock.
    ///
    /// - Throws: only what ends the run (a file that cannot be read, a camera that was asked for by name and is none).
    ///   Losing a camera is an event, not an error.
    func next(until deadline: MonotonicTime) throws -> FrameEvent

    /// Decodes the frame that ``next(until:)`` returned last.
    ///
    /// - Returns: false when its data are damaged; the frame is then counted and left out.
    func decode(into image: GrayImage) -> Bool
}

public enum SourceKind: String, Sendable {
    case live, file, replay
}

public enum FrameEvent: Equatable, Sendable {
    case frame(Frame)
    /// A tick of a recorded stream that went without a frame; only a replay gives it.
    case withoutFrame(tick: Int64, reasons: Reasons)
    /// The deadline passed without a frame.
    case idle
    /// The camera went away or is not there yet; the source goes on looking for it.
    case offline(reason: String)
    /// The camera is there (again) and streams.
    case online(description: String)
    /// A recording is over.
    case ended
}
