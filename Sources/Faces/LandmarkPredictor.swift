import CDlib
public import StreamTypes

/// dlib's five points of a face (Kazemi and Sullivan 2014), with fractions of a pixel.
///
/// The same points for the same pixels on every x86 processor. One thread uses it.
public final class LandmarkPredictor {
    private let landmarks: OpaquePointer

    /// Reads the predictor; takes about 0.03 s.
    public init(files: FaceModelFiles) throws(FacesError) {
        let path = files.landmarks
        landmarks = try withMappedFile(path) { bytes throws(FacesError) in
            try withErrorMessage(file: path, expected: "dlib's shape predictor with five points") {
                cdlib_landmarks_create(bytes.baseAddress!, bytes.count, $0, $1)
            }
        }
    }

    deinit { cdlib_landmarks_destroy(landmarks) }

    /// The points of the face in `box`, in dlib's order, in pixels of `image`. Takes 0.2 ms, from a
    /// cold cache 0.5 ms; allocates nothing.
    public func points(in box: Face.Box, of image: GrayImage) -> FacePoints {
        withUnsafeTemporaryAllocation(of: cdlib_point.self, capacity: FacePoints.count) { points in
            let part = cdlib_box(x: box.x, y: box.y, width: box.width, height: box.height)
            cdlib_landmarks_find(landmarks, image.view, part, points.baseAddress!)
            return FacePoints(
                Point(x: points[0].x, y: points[0].y), Point(x: points[1].x, y: points[1].y),
                Point(x: points[2].x, y: points[2].y), Point(x: points[3].x, y: points[3].y),
                Point(x: points[4].x, y: points[4].y))
        }
    }

    /// The detector's box for which `points` are the expected ones: finer than the detector's grid of 8 pixels.
    public func box(around points: FacePoints) -> Face.Box {
        withUnsafeTemporaryAllocation(of: cdlib_point.self, capacity: FacePoints.count) { buffer in
            for index in 0..<FacePoints.count { buffer[index] = cdlib_point(x: points[index].x, y: points[index].y) }
            let box = cdlib_landmarks_box(landmarks, buffer.baseAddress!)
            return Face.Box(x: box.x, y: box.y, width: box.width, height: box.height)
        }
    }
}
