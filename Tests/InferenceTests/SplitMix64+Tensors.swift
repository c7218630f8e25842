import TestKit

extension SplitMix64 {
    mutating func floats(_ count: Int, within bound: Float) -> [Float] {
        (0..<count).map { _ in Float.random(in: -bound...bound, using: &self) }
    }

    /// Crops that change slowly, as faces do, with some noise.
    mutating func crops(_ ticks: Int, height: Int, width: Int) -> [[UInt8]] {
        var crop = (0..<height * width).map { _ in UInt8.random(in: 0...255, using: &self) }
        return (0..<ticks).map { _ in
            for _ in 0..<height * width / 4 {
                crop[Int.random(in: crop.indices, using: &self)] = UInt8.random(in: 0...255, using: &self)
            }
            return crop
        }
    }
}
