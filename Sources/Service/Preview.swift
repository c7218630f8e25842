import Feed
import StreamTypes

/// Shows, to those who subscribe, the pictures that the stream judged, with the faces found in them.
///
/// Gathers one tick's faces and hands them over with the picture, as the camera sent it where that is JPEG. Costs next to
/// nothing while nobody subscribes, and a copy of the picture otherwise.
final class Preview {
    private let publisher: PreviewPublisher
    private let interval: Duration
    private let clock: any MonotonicClock
    private var faces: [PreviewMessage.Face] = []
    /// When the next picture may go out, on the average.
    private var due = MonotonicTime(nanoseconds: .min)

    init(
        _ options: RunOptions.PreviewOptions, _ identity: RunIdentity, encoding: MessageEncoding,
        context: SocketContext, access: AccessControl?, clock: any MonotonicClock
    ) throws {
        let compressor = try PreviewCompressor(maximumWidth: options.maximumWidth)
        publisher = try PreviewPublisher(
            endpoint: Endpoint(options.endpoint), identity: identity, encoding: encoding, context: context,
            access: access, clock: clock, compress: { compressor.compress(&$0) })
        interval = .seconds(1 / options.picturesPerSecond)
        self.clock = clock
    }

    /// Remembers a face of the tick at work.
    func add(_ face: Face, state: FaceState, in image: GrayImage) {
        faces.append(
            PreviewMessage.Face(
                track: face.track, isPrimary: face.isPrimary, state: state,
                outline: FaceOutline(face, pictureWidth: image.width, pictureHeight: image.height)))
    }

    /// Ends the tick: shows its picture when somebody wants it and it is time.
    func show(_ frame: Frame, tick: Int64, from source: any FrameSource, image: GrayImage) {
        defer { faces.removeAll(keepingCapacity: true) }
        guard publisher.isWanted, isDue(at: clock.now()) else { return }
        let message = PreviewMessage(tick: tick, frame: frame, faces: faces)
        let ownJPEG: Void? = source.withOwnJPEG { jpeg, width, height in
            publisher.offer(message, .jpeg, jpeg, width: width, height: height)
        }
        if ownJPEG != nil { return }
        publisher.offer(
            message, .gray, UnsafeRawBufferPointer(image.bytes), width: image.width, height: image.height)
    }

    /// A picture may come half an interval early, so that the jitter of frames costs none of them.
    private func isDue(at now: MonotonicTime) -> Bool {
        guard due.nanoseconds == .min || now + interval / 2 >= due else { return false }
        due = max(due, now - interval / 2) + interval
        return true
    }
}
