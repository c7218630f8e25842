import CV4L2
import Glibc

/// Sets up a camera's format, rate and controls, and reads back what the driver made of them.
struct FormatNegotiation {
    let device: VideoDevice
    let configuration: CameraConfiguration

    /// - Throws: ``DeviceFault``, or ``CaptureError`` when what was asked for by name is not to be had.
    func negotiate() throws -> StreamFormat {
        let offers = try FormatList(device).offers
        let choices = FormatChoice.ranked(offers, for: configuration)
        guard !choices.isEmpty else { throw nothingReadable(offers) }
        var refusal: DeviceFault?
        for choice in choices {
            do {
                guard var format = try set(choice) else { continue }
                format.framesPerSecond = try setRate(choice.framesPerSecond)
                try ControlSetter(device: device).set(configuration.controls)
                return format
            } catch let fault as DeviceFault {
                guard case .call(.setFormat, SystemError(EINVAL)) = fault.cause else { throw fault }
                refusal = fault
            }
        }
        throw refusal ?? device.contradiction("it offers \(choices[0].pixelFormat.rawValue) but sets another format")
    }

    private func nothingReadable(_ offers: [FormatOffer]) -> CaptureError {
        let names = offers.map(\.fourCC)
        guard let wanted = configuration.format, offers.contains(where: \.isReadable) else {
            return .noReadableFormat(device: device.path, offered: names)
        }
        return .formatNotOffered(device: device.path, format: wanted, offered: names)
    }

    /// - Returns: nil when the driver changed the format to one that was not asked for and is not read.
    private func set(_ choice: FormatChoice) throws(DeviceFault) -> StreamFormat? {
        var request = v4l2_format()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.fmt.pix.width = UInt32(clamping: choice.width)
        request.fmt.pix.height = UInt32(clamping: choice.height)
        request.fmt.pix.pixelformat = choice.pixelFormat.fourCC.rawValue
        request.fmt.pix.field = V4L2_FIELD_ANY.rawValue
        // Without it the driver may not fill in the range of its luma.
        request.fmt.pix.priv = UInt32(V4L2_PIX_FMT_PRIV_MAGIC)
        try device.perform(.setFormat, &request)
        let given = request.fmt.pix
        guard let pixelFormat = PixelFormat(fourCC: FourCC(rawValue: given.pixelformat)) else { return nil }
        if configuration.format != nil, pixelFormat != choice.pixelFormat { return nil }
        let format = StreamFormat(
            pixelFormat: pixelFormat, width: Int(given.width), height: Int(given.height),
            bytesPerLine: Int(given.bytesperline), imageSize: Int(given.sizeimage), framesPerSecond: nil,
            isFullRange: Self.isFullRange(given))
        guard FrameReader.canRead(format) else {
            throw device.contradiction(
                "it set \(format) with \(format.bytesPerLine) bytes a row and \(format.imageSize) a frame")
        }
        return format
    }

    /// `V4L2_MAP_QUANTIZATION_DEFAULT` of `videodev2.h` for YUV formats.
    private static func isFullRange(_ format: v4l2_pix_format) -> Bool {
        if format.quantization == V4L2_QUANTIZATION_FULL_RANGE.rawValue { return true }
        if format.quantization == V4L2_QUANTIZATION_LIM_RANGE.rawValue { return false }
        return format.colorspace == V4L2_COLORSPACE_JPEG.rawValue
    }

    /// - Returns: the rate that the driver set; nil when it has no say in it.
    private func setRate(_ framesPerSecond: Double) throws(DeviceFault) -> Double? {
        var request = v4l2_streamparm()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        let thousandths = min(max(framesPerSecond, 0.001), 1_000_000) * 1_000
        request.parm.capture.timeperframe = v4l2_fract(numerator: 1_000, denominator: UInt32(thousandths.rounded()))
        do {
            try device.perform(.setParameters, &request)
        } catch {
            if case .call(_, let system) = error.cause, [ENOTTY, EINVAL].contains(system.code) { return nil }
            throw error
        }
        let interval = request.parm.capture.timeperframe
        guard interval.numerator > 0, interval.denominator > 0 else { return nil }
        return Double(interval.denominator) / Double(interval.numerator)
    }
}
