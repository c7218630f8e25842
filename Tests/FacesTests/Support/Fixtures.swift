import Faces
import Foundation
import StreamTypes

/// Pictures and models that the repository ships.
enum Fixtures {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let models = FaceModelFiles(directory: root.appending(path: "models/faces").path)

    /// dlib's mean face with a border of a quarter, in 112 × 112 pixels.
    static let template: CropTemplate = {
        let mean: [(Float, Float)] = [
            (0.859_567_46, 0.213_498_15), (0.646_060_48, 0.228_967_44), (0.120_575_06, 0.213_727_45),
            (0.334_085_06, 0.229_064_24), (0.490_112_31, 0.627_797_53),
        ]
        let points = mean.map { Point(x: ($0.0 + 0.25) / 1.5 * 112, y: ($0.1 + 0.25) / 1.5 * 112) }
        return CropTemplate(
            width: 112, height: 112, points: FacePoints(points[0], points[1], points[2], points[3], points[4]))
    }()

    /// One of the pictures in `Tests/Fixtures/faces`, by its name without the ending.
    static func picture(_ name: String) throws -> GrayImage {
        try PortableGraymap.read(root.appending(path: "Tests/Fixtures/faces/\(name).pgm"))
    }
}
