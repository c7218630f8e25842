import Glibc

/// The video devices of this machine, from `/dev` and `/sys`.
package struct SystemDeviceDirectory: DeviceDirectory {
    package static let idFolder = "/dev/v4l/by-id"

    package init() {}

    package func videoNodes() -> [String] {
        Self.names(in: "/dev").filter { NodeNumber($0) != nil }.map { "/dev/" + $0 }
    }

    package func namesByID() -> [String: String] {
        var nodes: [String: String] = [:]
        for name in Self.names(in: Self.idFolder) {
            guard let path = realpath("\(Self.idFolder)/\(name)", nil) else { continue }
            nodes[name] = String(cString: path)
            free(path)
        }
        return nodes
    }

    package func serial(ofNode path: String) -> String? {
        guard let name = path.split(separator: "/").last else { return nil }
        // The node's device is an interface; the serial number belongs to the USB device above it.
        return Self.line(ofFile: "/sys/class/video4linux/\(name)/device/../serial")
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func line(ofFile path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let line = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
