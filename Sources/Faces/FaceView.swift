public import StreamTypes

/// What one look at a picture says of one face in it.
public struct FaceView: Hashable, Sendable {
    /// In pixels of the picture.
    public var box: Face.Box
    public var landmarks: FacePoints
    /// How much the detector likes it: from 0 on the stream calls it a face.
    public var score: Float
    /// Probability that this is a usable face, 0 to 1.
    public var confidence: Float
    public var rollDegrees: Float
    /// What keeps it from being a good view.
    public var reasons: Reasons
}
