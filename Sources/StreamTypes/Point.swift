/// A point in pixels of the picture, origin at the centre of the top left pixel, y downwards.
public struct Point: Hashable, Sendable {
    public var x: Float
    public var y: Float

    public init(x: Float, y: Float) {
        self.x = x
        self.y = y
    }
}
