/// SplitMix64: the same numbers on every machine.
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

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
