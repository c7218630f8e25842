/// A picture size, or a range of sizes, that a camera offers in one format.
public struct SizeOffer: Hashable, Codable, Sendable {
    /// The smallest size, in pixels; the only one when it equals the largest.
    public var width: Int
    public var height: Int
    public var largestWidth: Int
    public var largestHeight: Int
    /// Steps between the smallest and the largest size.
    public var widthStep: Int
    public var heightStep: Int
    /// Rates at the size given (at the largest one of a range), fastest first. Of a range of rates, its ends.
    public var framesPerSecond: [Double]

    /// The size of this offer nearest to another.
    func nearest(width wanted: Int, height wantedHeight: Int) -> (width: Int, height: Int) {
        (
            Self.nearest(wanted, width, largestWidth, widthStep),
            Self.nearest(wantedHeight, height, largestHeight, heightStep)
        )
    }

    private static func nearest(_ wanted: Int, _ smallest: Int, _ largest: Int, _ step: Int) -> Int {
        let clamped = min(max(wanted, smallest), largest)
        return smallest + (clamped - smallest + step / 2) / max(step, 1) * max(step, 1)
    }
}
