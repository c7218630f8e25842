import Glibc

/// The USB connection of a camera, as the kernel states it.
public struct USBPort: Hashable, Sendable {
    /// Of the device, in Mbit/s: 12, 480, 5000 …
    public let megabitsPerSecond: Double
    public let bus: Int

    /// Nil for a camera that is not on USB.
    ///
    /// - Parameters:
    ///   - node: such as `/dev/video0`.
    ///   - folder: where the kernel describes video nodes.
    public init?(node: String, folder: String = "/sys/class/video4linux") {
        guard let name = node.split(separator: "/").last else { return nil }
        // The node's device is an interface; speed and bus belong to the USB device above it.
        let device = "\(folder)/\(name)/device/.."
        guard let speed = Self.number("\(device)/speed"), let bus = Self.number("\(device)/busnum") else { return nil }
        megabitsPerSecond = speed
        self.bus = Int(bus)
    }

    /// What a stream can get of it in bytes a second: a bulk or isochronous endpoint of a high-speed device carries 24 MB/s (three packets
    /// of 1024 bytes in each of 8000 microframes, USB 2.0 §5.6.3); of other speeds the same share is taken.
    public var streamBytesPerSecond: Double { megabitsPerSecond / 480 * 24_576_000 }

    private static func number(_ path: String) -> Double? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let digits = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(truncatingIfNeeded: $0) }
        guard let number = Double(String(decoding: digits, as: UTF8.self)), (0...1e6).contains(number) else {
            return nil
        }
        return number
    }
}
