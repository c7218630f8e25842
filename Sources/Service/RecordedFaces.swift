import Sessions
import StreamTypes

/// The faces of a recorded session, with the crops that the network judged: what a replay has instead of a face tracker.
final class RecordedFaces: FaceStage {
    private(set) var faces: [Face] = []
    private(set) var held: [TrackID] = []
    private(set) var lost: [TrackID] = []

    private let width: Int
    private let height: Int
    private var crops: [(track: TrackID, pixels: UnsafeMutablePointer<UInt8>)] = []
    private var frame = Frame(number: 0, captureTime: .zero)
    private var tick: Int64 = 0
    private var recorded: RecordedStep?
    private var trackOffset = 0

    init(_ crop: SessionDescription.Crop) {
        width = crop.width
        height = crop.height
    }

    deinit { for crop in crops { crop.pixels.deallocate() } }

    /// What the next update is about.
    ///
    /// - Parameter trackOffset: added to the recorded tracks, so that no id comes twice when a session is played again.
    func prepare(_ recorded: RecordedStep, trackOffset: Int) {
        self.recorded = recorded
        self.trackOffset = trackOffset
    }

    func update(image: GrayImage, frame: Frame, tick: Int64) -> [Face] {
        reset()
        guard let recorded else { return faces }
        (self.frame, self.tick) = (frame, tick)
        for message in recorded.messages {
            guard let own = message.trackID, own != .none else { continue }
            let track = TrackID(own.number + trackOffset)
            if let crop = recorded.step.crops.first(where: { $0.row.track == own }), let face = message.face(track) {
                keep(crop.pixels, of: track)
                faces.append(face)
            } else if message.state == FaceState.lost.rawValue {
                lost.append(track)
            } else {
                held.append(track)
            }
        }
        return faces
    }

    func crop(of face: Face) -> FaceCrop? {
        guard let crop = crops.first(where: { $0.track == face.track }) else { return nil }
        return FaceCrop(
            frame: frame, tick: tick, track: face.track, width: width, height: height, pixels: crop.pixels)
    }

    func rescanIfDue(image: GrayImage, tick: Int64) {}

    func reset() {
        faces.removeAll()
        held.removeAll()
        lost.removeAll()
        for crop in crops { crop.pixels.deallocate() }
        crops.removeAll()
    }

    private func keep(_ pixels: [UInt8], of track: TrackID) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: width * height)
        memory.initialize(repeating: 0, count: width * height)
        pixels.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return }
            memory.update(from: base, count: min($0.count, width * height))
        }
        crops.append((track, memory))
    }
}
