/// Where the five points of a face lie in a crop: the one convention shared by training and the stream.
///
/// It is read from the model file. A crop is the similarity transform (rotation, scale, shift) of the picture that
/// brings the five points closest to `points` in the least-squares sense.
public struct CropTemplate: Hashable, Sendable {
    /// Pixels; the bundled model uses 112 × 112.
    public var width: Int
    public var height: Int
    /// In pixels of the crop, in dlib's order (see ``Face/landmarks``).
    public var points: FacePoints

    public init(width: Int, height: Int, points: FacePoints) {
        self.width = width
        self.height = height
        self.points = points
    }
}
