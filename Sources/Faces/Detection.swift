public import StreamTypes

/// What the detector says about one place of a picture.
public struct Detection: Hashable, Sendable {
    /// The detector's box, in pixels of the picture: brows to chin, ear to ear.
    public var box: Face.Box
    /// Distance from dlib's own threshold: above 0 a face for dlib, 1 and more a clear one.
    public var score: Float
    /// The filter that won: 0 frontal, 1 and 2 turned, 3 and 4 rotated.
    public var filter: Int

    public init(box: Face.Box, score: Float, filter: Int) {
        self.box = box
        self.score = score
        self.filter = filter
    }
}
