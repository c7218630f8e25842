import Glibc
import StreamTypes

/// The line from the eye on the picture's left to the one on its right.
struct EyeLine: Equatable {
    /// Positive clockwise as seen, -180 to 180.
    var rollDegrees: Float
    /// How far the base of the nose lies to the right of the line's middle, along the line, in half distances between the
    /// outer corners of the eyes: about 0 for a frontal face, about ±1 for a profile.
    var noseOffset: Float

    init(_ points: FacePoints) {
        let (rightOuter, leftOuter) = (points[0], points[2])
        let (x, y) = (rightOuter.x - leftOuter.x, rightOuter.y - leftOuter.y)
        let middle = Point(
            x: (points[0].x + points[1].x + points[2].x + points[3].x) / 4,
            y: (points[0].y + points[1].y + points[2].y + points[3].y) / 4)
        let squared = x * x + y * y
        guard squared > 0, squared.isFinite else {
            (rollDegrees, noseOffset) = (0, 0)
            return
        }
        rollDegrees = atan2(y, x) * 180 / .pi
        noseOffset = 2 * ((points[4].x - middle.x) * x + (points[4].y - middle.y) * y) / squared
    }
}
