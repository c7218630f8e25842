public import StreamTypes

/// Follows the faces of a picture from tick to tick and cuts their crops.
///
/// A tick looks only around the faces that are known (1.3 to 2 ms for each). The whole picture is scanned
/// - within ``update(image:frame:tick:)``, when no face is known: at the first tick and then at every third one;
/// - in ``rescanIfDue(image:tick:)``, which is meant to be called after the tick's results are out: every tenth tick while
///   faces are known. What it finds is looked for at the next tick.
///
/// Everything is decided by ticks and pixels, never by clocks: the same pictures at the same ticks give the same results.
/// One thread uses it. After warm-up its own code allocates nothing at a tick, but when a face comes or goes.
public final class FaceTracker {
    /// The faces of the last tick, the primary one first, then in order of their ids.
    public private(set) var faces: [Face] = []
    /// The crop of each of ``faces``. Its pixels stay valid for three further ticks, so that a gap can be bridged.
    public private(set) var crops: [FaceCrop] = []
    /// Faces that the last tick did not find but has not given up: found one tick before.
    public private(set) var held: [TrackID] = []
    /// Faces that the last tick gave up. Each is here once, unless it comes back and is lost again.
    public private(set) var lost: [TrackID] = []

    private let finder: CandidateFinder
    private let tracks: TrackList
    private let maximumFaces: Int
    private var reported: [TrackID] = []
    private var lastScan: Int64?
    /// Where the last rescan saw faces that nobody follows.
    private var places: [Face.Box] = []

    /// A full scan calls something a face from this score on.
    static let newFaceScore: Float = 0
    /// A face that is followed is still there from this score on.
    static let knownFaceScore: Float = -0.4
    /// From one full scan to the next, while no face is known.
    public static let searchTicks: Int64 = 3
    /// From one full scan to the next, while faces are known.
    public static let rescanTicks: Int64 = 10

    /// Reads the models; takes about 0.03 s.
    ///
    /// - Parameter maximumFaces: 1 to 64. One more is followed, so that the largest one can take over.
    public init(files: FaceModelFiles, template: CropTemplate, maximumFaces: Int) throws(FacesError) {
        self.maximumFaces = min(max(maximumFaces, 1), 64)
        let followed = self.maximumFaces + 1
        finder = try CandidateFinder(files: files, template: template, capacity: 2 * followed)
        tracks = TrackList(capacity: followed)
        faces.reserveCapacity(followed)
        crops.reserveCapacity(followed)
        held.reserveCapacity(followed)
        lost.reserveCapacity(2 * followed)
        reported.reserveCapacity(2 * followed)
        places.reserveCapacity(FaceDetector.capacity)
    }

    /// Which build of the detector runs: `AVX2` or `baseline`. Scores of the two differ in their last bits.
    public var instructions: String { finder.detector.instructions }

    /// Finds the faces of one tick's picture. Results are in ``faces``, ``crops``, ``held`` and ``lost``.
    ///
    /// - Parameter tick: larger than at the call before; ticks without a picture are left out.
    /// - Returns: ``faces``.
    @discardableResult
    public func update(image: GrayImage, frame: Frame, tick: Int64) -> [Face] {
        finder.beginTick()
        tracks.forEachPlace(at: tick) { box in
            finder.search(around: box, of: image, threshold: Self.knownFaceScore)
        }
        for place in places { finder.search(around: place, of: image, threshold: Self.newFaceScore) }
        places.removeAll(keepingCapacity: true)
        if tracks.isEmpty, isScanDue(at: tick, every: Self.searchTicks) {
            lastScan = tick
            finder.scan(image, threshold: Self.newFaceScore)
        }
        finder.describe(in: image)
        tracks.update(from: finder, tick: tick)
        report(frame: frame, tick: tick)
        return faces
    }

    /// Scans the whole picture when it is time: finds faces that came, and gives up those that are none.
    ///
    /// Takes effect at the next tick. Call it with the picture and tick of the last update, after publishing: a scan takes
    /// about 10 ms.
    public func rescanIfDue(image: GrayImage, tick: Int64) {
        guard !tracks.isEmpty, isScanDue(at: tick, every: Self.rescanTicks) else { return }
        lastScan = tick
        finder.detector.scan(image, threshold: Self.knownFaceScore)
        let detections = finder.detector.detections
        let scale = FaceDetector.scanScale(width: image.width, height: image.height)
        tracks.confirm(by: detections, smallestWidth: FaceDetector.smallestSide / scale)
        places.removeAll(keepingCapacity: true)
        for detection in detections where detection.score >= Self.newFaceScore && !tracks.covers(detection.box) {
            places.append(detection.box)
        }
    }

    /// The crop of one of ``faces``, nil when it is none of this tick.
    public func crop(of face: Face) -> FaceCrop? { crops.first { $0.track == face.track } }

    /// Forgets every face. The faces that were there are not reported as lost; their ids are not used again.
    public func reset() {
        tracks.reset()
        places.removeAll(keepingCapacity: true)
        reported.removeAll(keepingCapacity: true)
        faces.removeAll(keepingCapacity: true)
        crops.removeAll(keepingCapacity: true)
        held.removeAll(keepingCapacity: true)
        lost.removeAll(keepingCapacity: true)
        lastScan = nil
    }

    private func isScanDue(at tick: Int64, every ticks: Int64) -> Bool {
        guard let lastScan else { return true }
        return tick - lastScan >= ticks
    }

    /// The primary face and the oldest others, as many as were asked for.
    private func report(frame: Frame, tick: Int64) {
        faces.removeAll(keepingCapacity: true)
        crops.removeAll(keepingCapacity: true)
        held.removeAll(keepingCapacity: true)
        lost.removeAll(keepingCapacity: true)
        var count = 0
        for track in tracks.inOrderOfReport where count < maximumFaces {
            count += 1
            guard let candidate = track.candidate else {
                held.append(track.id)
                continue
            }
            let template = finder.template
            faces.append(track.face)
            crops.append(
                FaceCrop(
                    frame: frame, tick: tick, track: track.id, width: template.width, height: template.height,
                    pixels: finder.crop(of: finder.candidates[candidate])))
        }
        for id in reported where !held.contains(id) && !faces.contains(where: { $0.track == id }) { lost.append(id) }
        reported.removeAll(keepingCapacity: true)
        for face in faces { reported.append(face.track) }
        reported.append(contentsOf: held)
    }
}
