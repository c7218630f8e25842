import StreamTypes

extension DeviceFault {
    /// Object, what failed, the system's words; without what it means and what happens next.
    package var summary: String {
        switch cause {
        case .call(let call, let error): "camera \(device): \(call.rawValue): \(error)."
        case .hungUp: "camera \(device): poll: the stream broke off (POLLERR or POLLHUP)."
        case .contradiction(let text): "camera \(device): the driver contradicts itself: \(text)."
        case .stalled(let time, damaged: 0): "camera \(device): no picture for \(Self.text(time))."
        case .stalled(let time, let damaged):
            "camera \(device): no usable picture for \(Self.text(time)), but \(damaged) damaged ones."
        case .frozen(let time): "camera \(device): the same picture for \(Self.text(time))."
        case .sourceChanged: "camera \(device): its signal changed."
        case .suspended(let time): "camera \(device): this machine slept for \(Self.text(time))."
        }
    }

    /// Equal for faults that are told once while they last.
    var key: String {
        switch cause {
        case .stalled: "stalled"
        case .frozen: "frozen"
        case .suspended: "suspended"
        case .call, .hungUp, .contradiction, .sourceChanged: summary
        }
    }

    static func text(_ duration: Duration) -> String {
        let tenths = (duration.wholeNanoseconds + 50_000_000) / 100_000_000
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
