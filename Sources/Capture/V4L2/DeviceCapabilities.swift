import CV4L2

/// What a video node says of itself (`VIDIOC_QUERYCAP`).
struct DeviceCapabilities {
    let driver: String
    let card: String
    let bus: String
    private let flags: UInt32

    init(_ device: VideoDevice) throws(DeviceFault) {
        var answer = v4l2_capability()
        try device.perform(.queryCapabilities, &answer)
        driver = CString.text(answer.driver)
        card = CString.text(answer.card)
        bus = CString.text(answer.bus_info)
        let hasOwnFlags = answer.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
        flags = hasOwnFlags ? answer.device_caps : answer.capabilities
    }

    /// Why this node is no source of frames; nil when it can be one.
    var obstacle: String? {
        guard has(V4L2_CAP_VIDEO_CAPTURE) else {
            if has(V4L2_CAP_META_CAPTURE) { return "carries the metadata of another node, no pictures" }
            if has(V4L2_CAP_VIDEO_CAPTURE_MPLANE) { return "gives pictures in several planes only, which are not read" }
            if has(V4L2_CAP_VIDEO_OUTPUT) { return "is an output for pictures, not a camera" }
            return "captures no video"
        }
        return has(V4L2_CAP_STREAMING) ? nil : "cannot stream into memory"
    }

    private func has(_ flag: CInt) -> Bool { flags & UInt32(bitPattern: flag) != 0 }
}
