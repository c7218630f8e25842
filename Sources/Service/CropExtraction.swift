import Capture
import Faces
import Inference
public import StreamTypes

/// Cuts the crops that the network would see out of video files, tick by tick, as a live run would.
public final class CropExtraction {
    private let faces: FaceTracker
    private let image = GrayImage()
    /// Pixels of a crop.
    public let width: Int
    public let height: Int

    public init(modelPath: String?) throws {
        let template = try ModelFile.load(path: ModelFolder.model(modelPath)).template
        (width, height) = (template.width, template.height)
        faces = try FaceTracker(
            files: FaceModelFiles(directory: ModelFolder.faceModels()), template: template, maximumFaces: 1)
    }

    /// One crop and where it came from.
    public struct Row: Sendable {
        public var frame: Frame
        public var tick: Int64
        public var track: TrackID
        public var confidence: Float
    }

    /// All crops of the primary face of one file: `rows.count × height × width` bytes.
    public struct Result: Sendable {
        public var rows: [Row] = []
        public var pixels: [UInt8] = []
        public var ticks = 0
        /// Where the file broke off, as a sentence.
        public var damage: String?
    }

    /// Goes through one file; stops early, and returns what it has, when the process is told to stop.
    public func extract(_ path: String) throws -> Result {
        let source = try FileSource(path: path, speed: .maximum)
        var grid = TickGrid()
        var result = Result()
        faces.reset()
        while !StopSignal.isRequested {
            guard case .frame(let frame) = try source.next(until: MonotonicTime(nanoseconds: .max)) else { break }
            guard case .take(let tick, _) = grid.place(frame.captureTime), source.decode(into: image) else { continue }
            grid.take(tick)
            result.ticks += 1
            faces.update(image: image, frame: frame, tick: tick)
            if let face = faces.faces.first(where: \.isPrimary), let crop = faces.crop(of: face) {
                result.rows.append(
                    Row(frame: frame, tick: tick, track: face.track, confidence: face.confidence))
                result.pixels.append(contentsOf: UnsafeBufferPointer(start: crop.pixels, count: width * height))
            }
            faces.rescanIfDue(image: image, tick: tick)
        }
        result.damage = source.damage
        return result
    }
}
