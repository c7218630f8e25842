import CDlib
import StreamTypes

/// A detection of this tick with everything that is known about it before it is given to a track.
struct Candidate {
    var detection: Detection
    var landmarks: FacePoints
    /// The box that fits the landmarks.
    var box: Face.Box
    /// Which crop of the tick and which signature belong to it.
    var slot: Int
    var quality: CropQuality
    var isTaken = false
}
