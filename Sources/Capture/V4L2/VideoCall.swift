import CV4L2

/// The system calls that reading a camera takes, by the names that the kernel's documentation gives them.
package enum VideoCall: String, CaseIterable, Sendable {
    case open
    case queryCapabilities = "VIDIOC_QUERYCAP"
    case enumerateFormats = "VIDIOC_ENUM_FMT"
    case enumerateSizes = "VIDIOC_ENUM_FRAMESIZES"
    case enumerateIntervals = "VIDIOC_ENUM_FRAMEINTERVALS"
    case setFormat = "VIDIOC_S_FMT"
    case setParameters = "VIDIOC_S_PARM"
    case queryControl = "VIDIOC_QUERYCTRL"
    case setControl = "VIDIOC_S_CTRL"
    case subscribeEvent = "VIDIOC_SUBSCRIBE_EVENT"
    case dequeueEvent = "VIDIOC_DQEVENT"
    case requestBuffers = "VIDIOC_REQBUFS"
    case queryBuffer = "VIDIOC_QUERYBUF"
    case queueBuffer = "VIDIOC_QBUF"
    case dequeueBuffer = "VIDIOC_DQBUF"
    case streamOn = "VIDIOC_STREAMON"
    case streamOff = "VIDIOC_STREAMOFF"
    case map = "mmap"
    case unmap = "munmap"
    case poll
    case close

    /// The number of an `ioctl`; nil for the calls that are none.
    package var request: UInt? {
        switch self {
        case .queryCapabilities: cv4l2_querycap
        case .enumerateFormats: cv4l2_enum_fmt
        case .enumerateSizes: cv4l2_enum_framesizes
        case .enumerateIntervals: cv4l2_enum_frameintervals
        case .setFormat: cv4l2_s_fmt
        case .setParameters: cv4l2_s_parm
        case .queryControl: cv4l2_queryctrl
        case .setControl: cv4l2_s_ctrl
        case .subscribeEvent: cv4l2_subscribe_event
        case .dequeueEvent: cv4l2_dqevent
        case .requestBuffers: cv4l2_reqbufs
        case .queryBuffer: cv4l2_querybuf
        case .queueBuffer: cv4l2_qbuf
        case .dequeueBuffer: cv4l2_dqbuf
        case .streamOn: cv4l2_streamon
        case .streamOff: cv4l2_streamoff
        case .open, .map, .unmap, .poll, .close: nil
        }
    }
}
