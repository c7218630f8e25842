import Faces
import StreamTypes

/// What gives the faces of a tick: ``FaceTracker`` finds them in pictures, ``RecordedFaces`` in a session.
protocol FaceStage: AnyObject {
    /// The faces of the last tick.
    var faces: [Face] { get }
    /// Faces that the last tick did not find but has not given up.
    var held: [TrackID] { get }
    /// Faces that the last tick gave up.
    var lost: [TrackID] { get }

    @discardableResult
    func update(image: GrayImage, frame: Frame, tick: Int64) -> [Face]

    func crop(of face: Face) -> FaceCrop?

    func rescanIfDue(image: GrayImage, tick: Int64)

    func reset()
}

extension FaceTracker: FaceStage {}
