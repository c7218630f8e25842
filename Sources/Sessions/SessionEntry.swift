import StreamTypes

/// One thing that happened in a stream, as it waits for the writer; its bytes follow it in the queue.
struct SessionEntry: BitwiseCopyable {
    var event: SessionEvent
    var frame: Int64?
    var time: Int64?
    var tick: Int64?
    var track: Int?
    var reasons: UInt32 = 0
    /// Pixels of a picture or crop.
    var width: Int32 = 0
    var height: Int32 = 0
    /// Length of what belongs to it: a JPEG picture, a crop or a message.
    var byteCount = 0
    /// The picture begins another video file.
    var beginsPart = false

    init(_ event: SessionEvent) { self.event = event }
}
