/// Where the files are that faces are found with; `models/faces/README.md` says where they come from.
public struct FaceModelFiles: Hashable, Sendable {
    /// dlib's frontal face detector, five HOG filters, as `dlib::serialize` writes it.
    public var detector: String
    /// dlib's shape predictor with five points.
    public var landmarks: String
    /// What `affect-train occlusion` writes.
    public var occlusion: String

    public init(detector: String, landmarks: String, occlusion: String) {
        self.detector = detector
        self.landmarks = landmarks
        self.occlusion = occlusion
    }

    /// The files under their usual names in `directory`.
    public init(directory: String) {
        detector = directory + "/frontal_face_detector.dat"
        landmarks = directory + "/shape_predictor_5_face_landmarks.dat"
        occlusion = directory + "/occlusion.dat"
    }
}
