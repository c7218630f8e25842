/// Five points of a face, without a heap allocation.
public struct FacePoints: Hashable, Sendable {
    public static let count = 5
    private var p0, p1, p2, p3, p4: Point

    public init(_ p0: Point, _ p1: Point, _ p2: Point, _ p3: Point, _ p4: Point) {
        self.p0 = p0
        self.p1 = p1
        self.p2 = p2
        self.p3 = p3
        self.p4 = p4
    }

    /// - Precondition: `index` is in `0..<5`.
    public subscript(index: Int) -> Point {
        switch index {
        case 0: p0
        case 1: p1
        case 2: p2
        case 3: p3
        case 4: p4
        default: preconditionFailure("a face has five points, not \(index + 1)")
        }
    }
}
