public import StreamTypes

/// Where a face is, in fractions of the picture: origin top left, not mirrored. May reach beyond 0...1 at a border.
public struct FaceOutline: Hashable, Sendable {
    public var x: Float
    public var y: Float
    public var width: Float
    public var height: Float
    public var landmarks: FacePoints
    public var rollDegrees: Float

    /// - Precondition: the picture is not empty.
    public init(_ face: Face, pictureWidth: Int, pictureHeight: Int) {
        let (w, h) = (Float(pictureWidth), Float(pictureHeight))
        x = face.box.x / w
        y = face.box.y / h
        width = face.box.width / w
        height = face.box.height / h
        func fraction(_ index: Int) -> Point {
            Point(x: (face.landmarks[index].x + 0.5) / w, y: (face.landmarks[index].y + 0.5) / h)
        }
        landmarks = FacePoints(fraction(0), fraction(1), fraction(2), fraction(3), fraction(4))
        rollDegrees = face.rollDegrees
    }

    func encode(into writer: inout some MessageWriter) {
        writer.beginMap(count: 3)
        encodeFields(into: &writer)
        writer.endMap()
    }

    /// Three fields: box, landmarks and roll.
    func encodeFields(into writer: inout some MessageWriter) {
        writer.key("box")
        writer.beginArray(count: 4)
        writer.float(x)
        writer.float(y)
        writer.float(width)
        writer.float(height)
        writer.endArray()
        writer.key("landmarks")
        writer.beginArray(count: FacePoints.count)
        for index in 0..<FacePoints.count {
            writer.beginArray(count: 2)
            writer.float(landmarks[index].x)
            writer.float(landmarks[index].y)
            writer.endArray()
        }
        writer.endArray()
        writer.field("roll", rollDegrees)
    }
}
