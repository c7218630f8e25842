import Faces
import StreamTypes

/// A tracker that is shown one picture a tick and rescans after each, as the service does.
struct Run {
    let tracker: FaceTracker
    private(set) var tick: Int64 = -1

    init(maximumFaces: Int = 1) throws {
        tracker = try FaceTracker(files: Fixtures.models, template: Fixtures.template, maximumFaces: maximumFaces)
    }

    /// - Returns: the faces of the next tick.
    @discardableResult
    mutating func show(_ image: GrayImage) -> [Face] {
        tick += 1
        let frame = Frame(number: tick, captureTime: MonotonicTime(nanoseconds: tick * 100_000_000))
        tracker.update(image: image, frame: frame, tick: tick)
        tracker.rescanIfDue(image: image, tick: tick)
        return tracker.faces
    }
}
