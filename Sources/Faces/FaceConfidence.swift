import Glibc

/// From a detector's score to the probability that there is a usable face.
enum FaceConfidence {
    static let slope: Float = 6
    static let even: Float = -0.1

    static func probability(score: Float) -> Float {
        guard score.isFinite else { return 0 }
        return 1 / (1 + exp(-slope * (score - even)))
    }
}
