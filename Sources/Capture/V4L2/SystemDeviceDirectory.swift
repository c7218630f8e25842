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
            guard let path = Self.target(ofLink: "\(Self.idFolder)/\(name)") else { continue }
            nodes[name] = path
        }
        return nodes
    }

    package func serial(ofNode path: String) -> String? {
        guard let name = path.split(separator: "/").last else { return nil }
        // The node's device is an interface; the serial number belongs to the USB device above it.
        return Self.line(ofFile: "/sys/class/video4linux/\(name)/device/../serial")
    }

    package func holder(ofNode path: String) -> String? {
        guard let node = Self.target(ofLink: path) else { return nil }
        let own = getpid()
        for process in Self.names(in: "/proc").compactMap(pid_t.init) where process != own {
            let files = "/proc/\(process)/fd"
            guard Self.names(in: files).contains(where: { Self.target(ofLink: "\(files)/\($0)") == node }) else {
                continue
            }
            return "\(Self.line(ofFile: "/proc/\(process)/comm") ?? "a program") (process \(process))"
        }
        return nil
    }

    /// The path that a link leads to; also of a path that is none.
    private static func target(ofLink path: String) -> String? {
        guard let target = realpath(path, nil) else { return nil }
        defer { free(target) }
        return String(cString: target)
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
