import Capture
import Glibc

extension Doctor {
    func cameraFindings() -> [Finding] {
        if let file = options.file {
            let isThere = access(file.path, R_OK) == 0
            return [
                isThere
                    ? .ok("source", "\(file.path) is played instead of a camera")
                    : .failure(
                        "source", "\(file.path): \(String(cString: strerror(errno)))", "Name another with --source.")
            ]
        }
        return cameraFindings(CameraCatalog.list(device: options.camera.device.map(Self.node)))
    }

    /// The node that a link such as `/dev/affect/cam0` leads to; also of a name that is none.
    static func node(_ name: String) -> String {
        guard name.hasPrefix("/"), let path = realpath(name, nil) else { return name }
        defer { free(path) }
        return String(cString: path)
    }

    func cameraFindings(_ cameras: [CameraDescription]) -> [Finding] {
        guard !cameras.isEmpty else {
            return [
                .failure(
                    "camera", "there is no /dev/video*",
                    "Plug one in (the stream waits for it); if `lsusb` shows it: sudo modprobe uvcvideo.")
            ]
        }
        guard let camera = cameras.first(where: { $0.selection != nil }) else {
            let wanted = options.camera.device.map { " fits \($0)" } ?? " is usable"
            return [
                .failure(
                    "camera", "none of \(cameras.map(\.path).joined(separator: ", "))\(wanted)",
                    cameras.compactMap(\.obstacle).first ?? "`affect devices` lists what there is.")
            ]
        }
        let name = camera.card.isEmpty ? camera.path : "\(camera.path) (\(camera.card))"
        return [
            camera.obstacle.map { .failure("camera", name, $0) } ?? .ok("camera", "\(name), \(camera.selection ?? "")")
        ]
            + [permission(camera), format(camera), bandwidth(camera, beside: cameras)].compactMap(\.self)
    }

    private func permission(_ camera: CameraDescription) -> Finding {
        if access(camera.path, R_OK | W_OK) == 0 { return .ok("permission", "this account may open \(camera.path)") }
        return .failure(
            "permission", "\(camera.path): \(String(cString: strerror(errno)))",
            "sudo usermod -aG video $USER, then log out and in again.")
    }

    private func format(_ camera: CameraDescription) -> Finding? {
        guard camera.isUsable else { return nil }
        guard let offer = StreamOffer(camera, for: options.camera) else {
            let offered = camera.formats.map(\.fourCC).joined(separator: ", ")
            return .failure(
                "format", "\(options.camera.format ?? "a readable format") is not among \(offered)",
                "Leave --format out, or name one that `affect devices` shows.")
        }
        if offer.framesPerSecond < 10 {
            return .warning(
                "format", "\(offer) is less than ten frames a second", "Ask for a smaller picture with --size.")
        }
        return .ok("format", "\(offer)")
    }

    private func bandwidth(_ camera: CameraDescription, beside cameras: [CameraDescription]) -> Finding? {
        guard let port = USBPort(node: camera.path, folder: "\(root)/sys/class/video4linux"),
            let offer = StreamOffer(camera, for: options.camera)
        else { return nil }
        let (needed, available) = (offer.bytesPerSecond / 1e6, port.streamBytesPerSecond / 1e6)
        let facts = "needs at most \(Self.tenths(needed)) of some \(Self.tenths(available)) MB/s of USB bus \(port.bus)"
        if needed > available {
            return .warning(
                "usb", facts, "Use Motion JPEG (--format MJPG), a smaller --size, or a port that is faster.")
        }
        let others = cameras.filter { other in
            other.path != camera.path && other.isUsable
                && USBPort(node: other.path, folder: "\(root)/sys/class/video4linux")?.bus == port.bus
        }
        guard !others.isEmpty else { return .ok("usb", facts) }
        return .warning(
            "usb", "\(facts), which it shares with \(others.map(\.path).joined(separator: ", "))",
            "If a camera says that there is no bandwidth, put one into a port of another bus (`lsusb -t`).")
    }
}
