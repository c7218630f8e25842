import StreamTypes

/// `x' = a x - b y + tx`, `y' = b x + a y + ty`: rotation, scale and shift of the plane.
struct Similarity: Equatable {
    var a: Float
    var b: Float
    var tx: Float
    var ty: Float

    /// The transform that brings `from` closest to `to` in the least-squares sense (Umeyama 1991, in two dimensions).
    ///
    /// Nil when `from` is a single point or a value is not finite.
    init?(from: FacePoints, to: FacePoints) {
        let count = Float(FacePoints.count)
        var centre = Point(x: 0, y: 0)
        var target = Point(x: 0, y: 0)
        for index in 0..<FacePoints.count {
            centre.x += from[index].x / count
            centre.y += from[index].y / count
            target.x += to[index].x / count
            target.y += to[index].y / count
        }
        var size: Float = 0
        var along: Float = 0
        var across: Float = 0
        for index in 0..<FacePoints.count {
            let (x, y) = (from[index].x - centre.x, from[index].y - centre.y)
            let (u, v) = (to[index].x - target.x, to[index].y - target.y)
            size += x * x + y * y
            along += x * u + y * v
            across += x * v - y * u
        }
        a = along / size
        b = across / size
        tx = target.x - a * centre.x + b * centre.y
        ty = target.y - b * centre.x - a * centre.y
        guard size > 0, a.isFinite, b.isFinite, tx.isFinite, ty.isFinite else { return nil }
    }

    /// Pixels of the target a pixel of the source becomes.
    var scale: Float { (a * a + b * b).squareRoot() }

    func callAsFunction(_ point: Point) -> Point {
        Point(x: a * point.x - b * point.y + tx, y: b * point.x + a * point.y + ty)
    }
}
