import CDlib
public import StreamTypes

/// dlib's frontal face detector: finds faces whose box has a side of 73 pixels or more at the scale it looks at.
///
/// One thread uses it. Results are a function of the picture alone on one processor; processors with and without AVX2 may
/// differ in the last bits of a score.
public final class FaceDetector {
    private let detector: OpaquePointer
    private let found: UnsafeMutablePointer<cdlib_detection>
    /// Of the last search, best first.
    public private(set) var detections: [Detection] = []

    /// More detections of one search than these are left out.
    public static let capacity = 32
    /// The side of the smallest box that is found at scale 1, in pixels.
    public static let smallestSide = Float(cdlib_smallest_side)
    /// A full scan looks at about as many pixels as a picture of 640 × 480 has.
    public static let scannedPixels = 640 * 480

    /// Reads the detector; takes about 1 ms.
    ///
    /// - Parameter baseline: use the build for every processor even where there is a faster one.
    public init(files: FaceModelFiles, baseline: Bool = false) throws(FacesError) {
        let path = files.detector
        detector = try withMappedFile(path) { bytes throws(FacesError) in
            try withErrorMessage(file: path, expected: "dlib's frontal face detector") { message, capacity in
                cdlib_detector_create(bytes.baseAddress!, bytes.count, baseline, message, capacity)
            }
        }
        found = .allocate(capacity: Self.capacity)
        detections.reserveCapacity(Self.capacity)
    }

    deinit {
        cdlib_detector_destroy(detector)
        found.deallocate()
    }

    /// `AVX2` or `baseline`.
    public var instructions: String { String(cString: cdlib_detector_instructions(detector)) }

    /// By how much a full scan resamples a picture of this size.
    ///
    /// It is chosen so that ``scannedPixels`` are looked at, whatever the camera's resolution: the smallest face that is
    /// found takes an eighth of the width of a 4:3 picture. Small pictures are enlarged at most twice. Within 10 % of
    /// that size the picture is scanned as it is, without a copy.
    public static func scanScale(width: Int, height: Int) -> Float {
        guard width > 0, height > 0 else { return 1 }
        let scale = (Float(scannedPixels) / Float(width * height)).squareRoot()
        if scale > 0.9, scale < 1.15 { return 1 }
        return min(scale, 2)
    }

    /// Looks for faces in the whole picture, see ``scanScale(width:height:)``. Results are in ``detections``.
    ///
    /// Takes about 10 ms.
    public func scan(_ image: GrayImage, threshold: Float) {
        let scale = Self.scanScale(width: image.width, height: image.height)
        let all = Face.Box(x: 0, y: 0, width: Float(image.width), height: Float(image.height))
        search(all, of: image, scale: scale, levels: 64, threshold: threshold)
    }

    /// Looks for a face of about the size of `box` in twice its width and height around it. Results are in ``detections``.
    ///
    /// Finds faces from 0.75 to 1.3 times the size that lie within that region. Takes 0.5 ms whatever the size of the face.
    public func search(around box: Face.Box, of image: GrayImage, threshold: Float) {
        detections.removeAll(keepingCapacity: true)
        guard box.width.isFinite, box.height.isFinite, box.x.isFinite, box.y.isFinite, box.width >= 8 else { return }
        let region = Face.Box(
            x: box.x - box.width / 2, y: box.y - box.height / 2, width: box.width * 2, height: box.height * 2)
        search(region, of: image, scale: 1.2 * Self.smallestSide / box.width, levels: 3, threshold: threshold)
    }

    private func search(_ region: Face.Box, of image: GrayImage, scale: Float, levels: Int32, threshold: Float) {
        detections.removeAll(keepingCapacity: true)
        let part = cdlib_box(x: region.x, y: region.y, width: region.width, height: region.height)
        let count = cdlib_detector_find(
            detector, image.view, part, scale, levels, threshold, found, Int32(Self.capacity))
        for index in 0..<max(0, Int(count)) {
            let one = found[index]
            let box = Face.Box(x: one.box.x, y: one.box.y, width: one.box.width, height: one.box.height)
            detections.append(Detection(box: box, score: one.score, filter: Int(one.filter)))
        }
    }
}
