import CV4L2
import Glibc

/// Sets camera controls by name.
struct ControlSetter {
    let device: VideoDevice

    private struct Control {
        var identifier: UInt32
        var range: ClosedRange<Int>
    }

    /// - Throws: ``CaptureError`` for a control that the camera lacks or a value that it cannot take; ``DeviceFault``.
    func set(_ controls: [String: Int]) throws {
        guard !controls.isEmpty else { return }
        let known = try list()
        for (name, value) in controls.sorted(by: Self.precedes) {
            guard let control = known[name] else {
                throw CaptureError.unknownControl(device: device.path, control: name, offered: known.keys.sorted())
            }
            guard control.range.contains(value) else {
                throw CaptureError.controlOutOfRange(
                    device: device.path, control: name, value: value, range: control.range)
            }
            var request = v4l2_control(id: control.identifier, value: Int32(value))
            try device.perform(.setControl, &request)
        }
    }

    /// Switches of automatic modes come first: while they are on, drivers refuse the values that they govern.
    private static func precedes(_ a: (key: String, value: Int), _ b: (key: String, value: Int)) -> Bool {
        let (isAutomaticA, isAutomaticB) = (a.key.contains("auto"), b.key.contains("auto"))
        return isAutomaticA == isAutomaticB ? a.key < b.key : isAutomaticA
    }

    private func list() throws(DeviceFault) -> [String: Control] {
        var controls: [String: Control] = [:]
        var query = v4l2_queryctrl()
        query.id = UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
        while controls.count < 1_024 {
            do {
                try device.perform(.queryControl, &query)
            } catch {
                if case .call(_, let system) = error.cause, [EINVAL, ENOTTY].contains(system.code) { break }
                throw error
            }
            let isSettable = query.flags & UInt32(V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY) == 0
            if isSettable, query.minimum <= query.maximum {
                controls[Self.name(CString.text(query.name))] = Control(
                    identifier: query.id, range: Int(query.minimum)...Int(query.maximum))
            }
            query.id |= UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
        }
        return controls
    }

    /// The name as `v4l2-ctl` shows it: lower case, everything else one underscore.
    static func name(_ text: String) -> String {
        var name = ""
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.unicodeScalars.append(Unicode.Scalar(character))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.unicodeScalars.append(Unicode.Scalar(character + 32))
            default: if !name.isEmpty, name.last != "_" { name.append("_") }
            }
        }
        return name.last == "_" ? String(name.dropLast()) : name
    }
}
