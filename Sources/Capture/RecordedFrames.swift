import StreamTypes

/// The frames of one file, in order: what ``FileSource`` plays.
protocol RecordedFrames: AnyObject {
    /// The capture time of the next frame on the file's own clock, or nil at the end.
    func next() throws(FileSourceError) -> MonotonicTime?

    /// Decodes the frame that ``next()`` returned last; false when its data are damaged.
    func decode(into image: GrayImage) -> Bool

    /// The frame that ``next()`` returned last as JPEG data; nil when the file holds other data.
    var jpeg: [UInt8]? { get }

    /// Starts again with the first frame.
    func rewind() throws(FileSourceError)

    /// Where the file broke off, as a sentence, once ``next()`` has returned nil.
    var damage: String? { get }
}
