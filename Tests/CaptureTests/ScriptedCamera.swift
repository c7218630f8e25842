import Capture
import StreamTypes

/// What a scripted camera is and sends.
struct ScriptedCamera {
    struct Size {
        var width: Int
        var height: Int
        var rates: [UInt32]
    }

    struct Format {
        var fourCC: String
        var sizes: [Size]
    }

    /// One frame as the driver hands it over.
    struct Delivery {
        var bytes: [UInt8]
        var flags: UInt32 = monotonic
        /// Nil stamps it with the time of its capture.
        var stampNanoseconds: Int64?
        /// Nil counts on.
        var sequence: UInt32?
        var index: UInt32?
        /// Nil is the length of `bytes`.
        var bytesUsed: UInt32?

        static let monotonic: UInt32 = 0x2000
    }

    var card = "Scripted camera"
    var driver = "scripted"
    var serial: String?
    /// Video capture and streaming.
    var capabilities: UInt32 = 0x0420_0001
    var formats = [
        Format(fourCC: "MJPG", sizes: [Size(width: 64, height: 48, rates: [30])]),
        Format(fourCC: "YUYV", sizes: [Size(width: 64, height: 48, rates: [30])]),
    ]
    /// What `VIDIOC_S_FMT` gives instead of what was asked for.
    var overridesFormat: (fourCC: String, width: Int, height: Int)?
    var framePeriod = Duration.milliseconds(33)
    /// Frame number → what is sent; nil sends nothing.
    var frames: (Int) -> Delivery? = { Delivery(bytes: ScriptedCamera.pictures[$0 % ScriptedCamera.pictures.count]) }
    /// Control name → identifier and range.
    var controls: [(name: String, id: UInt32, range: ClosedRange<Int32>)] = []

    /// Seven different JPEGs.
    static let pictures = (0..<7).map { TestPicture.jpeg(width: 64, height: 48, seed: $0) }
}
