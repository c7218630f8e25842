import CV4L2
import Glibc

/// Asks a camera for everything it offers.
struct FormatList {
    let offers: [FormatOffer]

    /// Drivers that never end their lists are cut off here.
    private static let longestList: UInt32 = 256

    /// - Parameter withSizes: false asks for the formats only, which takes one call each.
    init(_ device: VideoDevice, withSizes: Bool = true) throws(DeviceFault) {
        var offers: [FormatOffer] = []
        for index in 0..<Self.longestList {
            var answer = v4l2_fmtdesc()
            answer.index = index
            answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard try Self.more(device, .enumerateFormats, &answer) else { break }
            let code = FourCC(rawValue: answer.pixelformat)
            let isReadable = PixelFormat(fourCC: code) != nil
            let sizes = withSizes && isReadable ? try Self.sizes(device, answer.pixelformat) : []
            offers.append(
                FormatOffer(
                    fourCC: code.description, name: CString.text(answer.description), isReadable: isReadable,
                    sizes: sizes))
        }
        self.offers = offers
    }

    private static func sizes(_ device: VideoDevice, _ format: UInt32) throws(DeviceFault) -> [SizeOffer] {
        var sizes: [SizeOffer] = []
        for index in 0..<longestList {
            var answer = v4l2_frmsizeenum()
            answer.index = index
            answer.pixel_format = format
            guard try more(device, .enumerateSizes, &answer) else { break }
            if answer.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                let size = answer.discrete
                guard let offer = offer((size.width, size.width, 1), (size.height, size.height, 1)) else { continue }
                sizes.append(try addingRates(offer, device, format))
                continue
            }
            let range = answer.stepwise
            let offer = offer(
                (range.min_width, range.max_width, range.step_width),
                (range.min_height, range.max_height, range.step_height))
            if let offer { sizes.append(try addingRates(offer, device, format)) }
            break
        }
        return sizes
    }

    private static func offer(
        _ width: (least: UInt32, most: UInt32, step: UInt32), _ height: (least: UInt32, most: UInt32, step: UInt32)
    ) -> SizeOffer? {
        guard width.least >= 1, width.least <= width.most, height.least >= 1, height.least <= height.most else {
            return nil
        }
        return SizeOffer(
            width: Int(width.least), height: Int(height.least), largestWidth: Int(width.most),
            largestHeight: Int(height.most), widthStep: Int(max(width.step, 1)), heightStep: Int(max(height.step, 1)),
            framesPerSecond: [])
    }

    private static func addingRates(
        _ size: SizeOffer, _ device: VideoDevice, _ format: UInt32
    ) throws(DeviceFault) -> SizeOffer {
        var rates: [Double] = []
        for index in 0..<longestList {
            var answer = v4l2_frmivalenum()
            answer.index = index
            answer.pixel_format = format
            answer.width = UInt32(size.largestWidth)
            answer.height = UInt32(size.largestHeight)
            guard try more(device, .enumerateIntervals, &answer) else { break }
            if answer.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue {
                rates.append(rate(answer.discrete))
                continue
            }
            rates += [rate(answer.stepwise.min), rate(answer.stepwise.max)]
            break
        }
        var size = size
        size.framesPerSecond = rates.filter { $0 > 0 }.sorted(by: >)
        return size
    }

    private static func rate(_ interval: v4l2_fract) -> Double {
        interval.numerator == 0 ? 0 : Double(interval.denominator) / Double(interval.numerator)
    }

    /// - Returns: false at the end of the list, and when the driver has none.
    private static func more<Answer>(
        _ device: VideoDevice, _ call: VideoCall, _ answer: inout Answer
    ) throws(DeviceFault) -> Bool {
        do {
            try device.perform(call, &answer)
            return true
        } catch {
            if case .call(_, let system) = error.cause, [EINVAL, ENOTTY, ENODATA].contains(system.code) {
                return false
            }
            throw error
        }
    }
}
