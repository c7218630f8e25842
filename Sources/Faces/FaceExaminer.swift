public import StreamTypes

/// Looks at single pictures as the stream looks at a picture in which it knows no face yet.
///
/// One thread uses it.
public final class FaceExaminer {
    private let finder: CandidateFinder

    /// Reads the models; takes about 0.03 s.
    public init(files: FaceModelFiles, template: CropTemplate) throws(FacesError) {
        finder = try CandidateFinder(files: files, template: template, capacity: FaceDetector.capacity)
    }

    /// The faces of one picture, those that the detector likes best first. Takes about 10 ms and 0.5 ms a face.
    ///
    /// - Parameter leastScore: 0 for what the stream calls a face; below, what it nearly would.
    public func faces(in image: GrayImage, leastScore: Float) -> [FaceView] {
        finder.beginTick()
        finder.scan(image, threshold: leastScore)
        finder.describe(in: image)
        return finder.candidates.map { candidate in
            FaceView(
                box: candidate.box, landmarks: candidate.landmarks, score: candidate.detection.score,
                confidence: FaceConfidence.probability(score: candidate.detection.score),
                rollDegrees: candidate.quality.rollDegrees, reasons: candidate.quality.reasons)
        }
    }
}
