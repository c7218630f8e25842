import CDlib
import StreamTypes

/// Turns places of a picture into described faces: detection, landmarks, crop, quality.
///
/// Detections are collected first, one place after the other; `describe` then keeps the best of overlapping ones.
final class CandidateFinder {
    let detector: FaceDetector
    private let predictor: LandmarkPredictor
    private let aligner: CropAligner
    private let ring: CropRing
    private let signatures: UnsafeMutablePointer<Float>
    private let texture: UnsafeMutablePointer<Float>
    private let occlusion: OcclusionClassifier
    private var detections: [Detection] = []
    private(set) var candidates: [Candidate] = []
    private let capacity: Int
    private static let signatureCount = Int(cdlib_signature_count)

    /// Two boxes that overlap by more are one face.
    static let sameFaceOverlap: Float = 0.35

    init(files: FaceModelFiles, template: CropTemplate, capacity: Int) throws(FacesError) {
        detector = try FaceDetector(files: files)
        predictor = try LandmarkPredictor(files: files)
        aligner = try CropAligner(template: template)
        occlusion = try OcclusionClassifier(files: files)
        ring = CropRing(cropBytes: template.width * template.height, cropsPerTick: capacity)
        signatures = .allocate(capacity: capacity * Self.signatureCount)
        signatures.initialize(repeating: 0, count: capacity * Self.signatureCount)
        texture = .allocate(capacity: Self.signatureCount)
        texture.initialize(repeating: 0, count: Self.signatureCount)
        self.capacity = capacity
        detections.reserveCapacity(8 * FaceDetector.capacity)
        candidates.reserveCapacity(capacity)
    }

    deinit {
        signatures.deallocate()
        texture.deallocate()
    }

    var template: CropTemplate { aligner.template }

    func beginTick() {
        ring.beginTick()
        detections.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
    }

    /// Looks at twice the width and height of `box`.
    func search(around box: Face.Box, of image: GrayImage, threshold: Float) {
        detector.search(around: box, of: image, threshold: threshold)
        detections.append(contentsOf: detector.detections)
    }

    /// Looks at the whole picture.
    func scan(_ image: GrayImage, threshold: Float) {
        detector.scan(image, threshold: threshold)
        detections.append(contentsOf: detector.detections)
    }

    /// Makes candidates of what was detected at this tick, the best first.
    func describe(in image: GrayImage) {
        detections.sort { $0.score > $1.score }
        for detection in detections where candidates.count < capacity {
            if candidates.contains(where: { $0.detection.box.overlap(with: detection.box) > Self.sameFaceOverlap }) {
                continue
            }
            if let candidate = candidate(detection, in: image) { candidates.append(candidate) }
        }
    }

    private func candidate(_ detection: Detection, in image: GrayImage) -> Candidate? {
        let slot = candidates.count
        // The detector's box is up to 5 % off, and the points depend on it a little. A second look starts from the box of
        // the first one's points, and the mean of both is steadier than either.
        let first = predictor.points(in: detection.box, of: image)
        let second = predictor.points(in: predictor.box(around: first), of: image)
        let landmarks = first.mean(with: second)
        let box = predictor.box(around: landmarks)
        guard let cut = aligner.cut(landmarks, from: image, into: ring[slot]), box.width >= 8 else { return nil }
        let signature = signatures + slot * Self.signatureCount
        let appearance = cdlib_look(ring[slot], Int32(template.width), Int32(template.height), signature, texture)
        let quality = CropQuality(
            appearance: appearance, occlusion: occlusion.score(signature: signature, texture: texture), cut: cut,
            landmarks: landmarks, box: box, width: image.width, height: image.height)
        return Candidate(detection: detection, landmarks: landmarks, box: box, slot: slot, quality: quality)
    }

    func take(_ index: Int) { candidates[index].isTaken = true }

    func signature(of candidate: Candidate) -> UnsafePointer<Float> {
        UnsafePointer(signatures + candidate.slot * Self.signatureCount)
    }

    func crop(of candidate: Candidate) -> UnsafePointer<UInt8> { UnsafePointer(ring[candidate.slot]) }
}
