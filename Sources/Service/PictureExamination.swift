import Capture
import Faces
import Inference
import StreamTypes

/// What the stream sees in single pictures, for `affect look`.
public final class PictureExamination {
    private let examiner: FaceExaminer
    private let image = GrayImage()

    public init(modelPath: String?) throws {
        let template = try ModelFile.load(path: ModelFolder.model(modelPath)).template
        examiner = try FaceExaminer(
            files: FaceModelFiles(directory: ModelFolder.faceModels()), template: template)
    }

    /// One picture and the faces in it.
    public struct Report: Encodable, Sendable {
        public var file: String
        /// Pixels.
        public var width: Int
        public var height: Int
        /// The one that the detector likes best comes first.
        public var faces: [Seen]
    }

    /// One face. From a score of 0 on the stream begins to follow it.
    public struct Seen: Encodable, Sendable {
        /// Left, top, width, height in pixels.
        public var box: [Float]
        /// x and y of dlib's five points in pixels.
        public var landmarks: [[Float]]
        public var score: Float
        public var confidence: Float
        /// Degrees.
        public var roll: Float
        public var reasons: [String]

        init(_ view: FaceView) {
            box = [view.box.x, view.box.y, view.box.width, view.box.height]
            landmarks = (0..<FacePoints.count).map { [view.landmarks[$0].x, view.landmarks[$0].y] }
            score = view.score
            confidence = view.confidence
            roll = view.rollDegrees
            reasons = view.reasons.list
        }
    }

    /// Looks at a JPEG picture, or at the first picture of a video.
    ///
    /// - Parameter leastScore: faces that the detector likes less are left out.
    public func look(at path: String, leastScore: Float) throws -> Report {
        let source = try FileSource(path: path, speed: .maximum)
        guard case .frame = try source.next(until: MonotonicTime(nanoseconds: .max)), source.decode(into: image) else {
            throw ServiceError.noPicture(file: path, reason: source.damage ?? "it has none that can be decoded")
        }
        return Report(
            file: path, width: image.width, height: image.height,
            faces: examiner.faces(in: image, leastScore: leastScore).map { Seen($0) })
    }
}
