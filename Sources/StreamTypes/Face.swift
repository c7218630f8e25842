/// A face found in one frame, in pixels of that frame.
public struct Face: Hashable, Sendable {
    public var track: TrackID
    /// Left, top, width, height in pixels; may reach beyond the picture.
    public var box: Box
    /// dlib's five points, in dlib's order: outer and inner corner of the eye on the picture's right,
    /// outer and inner corner of the eye on the picture's left, base of the nose.
    public var landmarks: FacePoints
    /// Rotation of the eye line in the picture, in degrees, positive clockwise as seen.
    public var rollDegrees: Float
    /// Probability that this is a usable face, 0 to 1.
    public var confidence: Float
    /// True for the one face of a picture that a listener to a single person should follow.
    public var isPrimary: Bool
    /// What keeps this view of the face from being a good one.
    public var reasons: Reasons

    public init(
        track: TrackID, box: Box, landmarks: FacePoints, rollDegrees: Float, confidence: Float,
        isPrimary: Bool, reasons: Reasons = []
    ) {
        self.track = track
        self.box = box
        self.landmarks = landmarks
        self.rollDegrees = rollDegrees
        self.confidence = confidence
        self.isPrimary = isPrimary
        self.reasons = reasons
    }

    /// An upright rectangle in pixels.
    public struct Box: Hashable, Sendable {
        public var x: Float
        public var y: Float
        public var width: Float
        public var height: Float

        public init(x: Float, y: Float, width: Float, height: Float) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }
}
