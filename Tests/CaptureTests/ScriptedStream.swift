import CV4L2
import Capture
import Glibc
import StreamTypes

/// The driver's side of one open descriptor of a ``ScriptedMachine``.
final class ScriptedStream {
    let camera: ScriptedCamera
    let node: String
    var mapped: [Int: UnsafeMutableRawBufferPointer] = [:]
    /// When the next frame is due; nil while the stream is off.
    var nextFrame: MonotonicTime?
    /// Buffers that the driver may fill, oldest first.
    private(set) var queued: [Int] = []
    /// Buffers with frames, oldest first.
    private(set) var filled: [v4l2_buffer] = []
    private(set) var held: Set<Int> = []
    private(set) var asked = ""
    private var known: Set<Int> = []
    private var sequence: UInt32 = 0
    private var frameCount = 0

    static let bufferLength = 64 * 1024

    init(_ camera: ScriptedCamera, node: String) {
        self.camera = camera
        self.node = node
    }

    var canFill: Bool { !queued.isEmpty }

    /// Captures everything that is due; without a buffer a frame is lost.
    func produce(until now: MonotonicTime) {
        while let due = nextFrame, due <= now {
            nextFrame = due + camera.framePeriod
            defer {
                frameCount += 1
                sequence &+= 1
            }
            guard let delivery = camera.frames(frameCount), !queued.isEmpty else { continue }
            fill(queued.removeFirst(), delivery, due)
        }
    }

    private func fill(_ index: Int, _ delivery: ScriptedCamera.Delivery, _ due: MonotonicTime) {
        if let memory = mapped[index] { memory.copyBytes(from: delivery.bytes.prefix(memory.count)) }
        if let forced = delivery.sequence { sequence = forced }
        let stamp = delivery.stampNanoseconds ?? due.nanoseconds
        var buffer = v4l2_buffer()
        buffer.index = UInt32(index)
        buffer.bytesused = UInt32(delivery.bytes.count)
        buffer.flags = delivery.flags
        buffer.sequence = sequence
        buffer.timestamp = timeval(tv_sec: Int(stamp / 1_000_000_000), tv_usec: Int(stamp % 1_000_000_000 / 1_000))
        filled.append(buffer)
        if let wrong = delivery.index { filled[filled.count - 1].index = wrong }
        if let wrong = delivery.bytesUsed { filled[filled.count - 1].bytesused = wrong }
    }

    func queue(_ index: Int) -> Bool {
        guard !queued.contains(index), !filled.contains(where: { $0.index == UInt32(index) }) else { return false }
        guard held.remove(index) != nil || known.insert(index).inserted else { return false }
        queued.append(index)
        return true
    }

    func dequeue(_ buffer: inout v4l2_buffer) throws(SystemError) {
        guard !filled.isEmpty else { throw SystemError(EAGAIN) }
        buffer = filled.removeFirst()
        held.insert(Int(buffer.index))
    }

    func describe(_ answer: inout v4l2_capability) {
        write(camera.card, to: &answer.card)
        write(camera.driver, to: &answer.driver)
        write("scripted-bus", to: &answer.bus_info)
        answer.capabilities = camera.capabilities | UInt32(V4L2_CAP_DEVICE_CAPS)
        answer.device_caps = camera.capabilities
    }

    func describeBuffer(_ answer: inout v4l2_buffer) {
        answer.length = UInt32(Self.bufferLength)
        answer.m.offset = answer.index * 4_096
    }

    func listFormat(_ answer: inout v4l2_fmtdesc) throws(SystemError) {
        guard Int(answer.index) < camera.formats.count else { throw SystemError(EINVAL) }
        let format = camera.formats[Int(answer.index)]
        answer.pixelformat = FourCC(format.fourCC).rawValue
        write("\(format.fourCC) pictures", to: &answer.description)
    }

    func listSize(_ answer: inout v4l2_frmsizeenum) throws(SystemError) {
        let sizes = sizes(answer.pixel_format)
        guard Int(answer.index) < sizes.count else { throw SystemError(EINVAL) }
        answer.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
        answer.discrete = v4l2_frmsize_discrete(
            width: UInt32(sizes[Int(answer.index)].width), height: UInt32(sizes[Int(answer.index)].height))
    }

    func listInterval(_ answer: inout v4l2_frmivalenum) throws(SystemError) {
        let size = sizes(answer.pixel_format).first {
            $0.width == Int(answer.width) && $0.height == Int(answer.height)
        }
        guard let size, Int(answer.index) < size.rates.count else { throw SystemError(EINVAL) }
        answer.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
        answer.discrete = v4l2_fract(numerator: 1, denominator: size.rates[Int(answer.index)])
    }

    func setFormat(_ request: inout v4l2_format) throws(SystemError) {
        let code = FourCC(rawValue: request.fmt.pix.pixelformat)
        asked = "\(code) \(request.fmt.pix.width)x\(request.fmt.pix.height)"
        if let given = camera.overridesFormat {
            request.fmt.pix.pixelformat = FourCC(given.fourCC).rawValue
            (request.fmt.pix.width, request.fmt.pix.height) = (UInt32(given.width), UInt32(given.height))
        }
        let isJPEG = FourCC(rawValue: request.fmt.pix.pixelformat).description == "MJPG"
        request.fmt.pix.bytesperline = isJPEG ? 0 : request.fmt.pix.width * 2
        request.fmt.pix.sizeimage = request.fmt.pix.width * request.fmt.pix.height * 2
    }

    func setRate(_ request: inout v4l2_streamparm) {
        request.parm.capture.timeperframe = v4l2_fract(
            numerator: UInt32(camera.framePeriod.wholeNanoseconds / 1_000), denominator: 1_000_000)
    }

    func listControl(_ query: inout v4l2_queryctrl) throws(SystemError) {
        let after = query.id & ~UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
        guard let control = camera.controls.filter({ $0.id > after }).min(by: { $0.id < $1.id }) else {
            throw SystemError(EINVAL)
        }
        query.id = control.id
        write(control.name, to: &query.name)
        (query.minimum, query.maximum) = (control.range.lowerBound, control.range.upperBound)
    }

    private func sizes(_ format: UInt32) -> [ScriptedCamera.Size] {
        camera.formats.first { FourCC($0.fourCC).rawValue == format }?.sizes ?? []
    }

    private func write<Tuple>(_ text: String, to characters: inout Tuple) {
        withUnsafeMutableBytes(of: &characters) { $0.copyBytes(from: Array(text.utf8.prefix($0.count - 1)) + [0]) }
    }
}
