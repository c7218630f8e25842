/// An aligned gray face, `H × W` bytes, and where it came from.
///
/// The pixels belong to a slot of a ring that the `Faces` stage fills in turn: use them before the next tick.
public struct FaceCrop {
    public var frame: Frame
    public var tick: Int64
    public var track: TrackID
    public var width: Int
    public var height: Int
    public var pixels: UnsafePointer<UInt8>

    public init(
        frame: Frame, tick: Int64, track: TrackID, width: Int, height: Int, pixels: UnsafePointer<UInt8>
    ) {
        self.frame = frame
        self.tick = tick
        self.track = track
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
