import StreamTypes

extension Face.Box {
    var centre: Point { Point(x: x + width / 2, y: y + height / 2) }

    func moved(by offset: Point) -> Face.Box {
        Face.Box(x: x + offset.x, y: y + offset.y, width: width, height: height)
    }

    /// Area of the intersection by the area of the union, 0 to 1.
    func overlap(with other: Face.Box) -> Float {
        let shared =
            max(0, min(x + width, other.x + other.width) - max(x, other.x))
            * max(0, min(y + height, other.y + other.height) - max(y, other.y))
        let union = width * height + other.width * other.height - shared
        return union > 0 ? shared / union : 0
    }

    /// How far the centres are apart, in sides of the larger box.
    func distance(to other: Face.Box) -> Float {
        let (a, b) = (centre, other.centre)
        let (dx, dy) = (a.x - b.x, a.y - b.y)
        return (dx * dx + dy * dy).squareRoot() / max(width, other.width, 1)
    }

    /// The larger width by the smaller one.
    func sizeRatio(to other: Face.Box) -> Float {
        guard width > 0, other.width > 0 else { return .infinity }
        return max(width / other.width, other.width / width)
    }
}

extension FacePoints {
    func mean(with other: FacePoints) -> FacePoints {
        FacePoints(
            self[0].mean(with: other[0]), self[1].mean(with: other[1]), self[2].mean(with: other[2]),
            self[3].mean(with: other[3]), self[4].mean(with: other[4]))
    }
}

extension Point {
    func mean(with other: Point) -> Point { Point(x: (x + other.x) / 2, y: (y + other.y) / 2) }
}
