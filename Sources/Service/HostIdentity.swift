import Glibc

/// What tells this boot of this host, and this run, from every other.
public enum HostIdentity {
    /// The kernel's boot id, or `unknown` where /proc hides it.
    public static func bootID() -> String {
        text(of: "/proc/sys/kernel/random/boot_id") ?? "unknown"
    }

    /// A UUID made by the kernel, or from its random numbers where /proc hides it.
    public static func newRun() -> String {
        if let uuid = text(of: "/proc/sys/kernel/random/uuid") { return uuid }
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(truncatingIfNeeded: $0) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
