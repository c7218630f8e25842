import ArgumentParser
import Capture

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the cameras: what they offer, and which one would be used and why.",
        discussion: "Example: affect devices --json")

    @Option(help: "The camera that is meant, as for affect run.")
    var camera: String?

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
        let cameras = CameraCatalog.list(device: camera)
        if json { return try StandardOutput.writeJSON(cameras) }
        if cameras.isEmpty {
            StandardOutput.write(
                """
                No camera: there is no /dev/video*. Plug one in, or play a file with affect run --source FILE.
                A camera that `lsusb` shows but this does not may lack the uvcvideo module: sudo modprobe uvcvideo

                """)
        }
        for camera in cameras { StandardOutput.write(text(camera)) }
    }

    private func text(_ camera: CameraDescription) -> String {
        var lines = ["\(camera.path)  \(camera.card)  (\(camera.driver), \(camera.bus))"]
        if let name = camera.stableName { lines.append("  always     \(name)") }
        if let serial = camera.serial { lines.append("  serial     \(serial)") }
        if let obstacle = camera.obstacle { lines.append("  not usable \(obstacle)") }
        if let selection = camera.selection { lines.append("  → would be used: \(selection)") }
        for format in camera.formats {
            lines.append("  \(format.fourCC)  \(format.name)\(format.isReadable ? "" : "  (not read by this program)")")
            for size in format.sizes { lines.append("    \(text(size))") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(_ size: SizeOffer) -> String {
        let rates = size.framesPerSecond.map { ($0 * 10).rounded() / 10 }
            .map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
        let range =
            size.width == size.largestWidth && size.height == size.largestHeight
            ? "\(size.width) x \(size.height)"
            : "\(size.width) x \(size.height) to \(size.largestWidth) x \(size.largestHeight)"
        return rates.isEmpty ? range : "\(range)  at \(rates.joined(separator: ", ")) fps"
    }
}
