/// Looks at the video nodes of a machine.
struct CameraSurvey {
    let directory: any DeviceDirectory
    let calls: any VideoDeviceCalls

    /// A node, and the fault that kept it from being looked at.
    struct Node {
        var description: CameraDescription
        var fault: DeviceFault?
    }

    /// Every node in the order in which cameras are taken: by their names in `/dev/v4l/by-id`, which are the same after each boot; those
    /// without such a name follow by number.
    ///
    /// - Parameter withSizes: also asks for sizes and rates, some calls for each.
    func nodes(withSizes: Bool) -> [Node] {
        let names = directory.namesByID()
        let found = directory.videoNodes().map { path in
            (path: path, name: names.filter { $0.value == path }.keys.min())
        }
        return
            found
            .sorted { a, b in
                if let first = a.name, let second = b.name { return first < second }
                if (a.name == nil) != (b.name == nil) { return a.name != nil }
                return (NodeNumber(a.path)?.value ?? 0) < (NodeNumber(b.path)?.value ?? 0)
            }
            .map { node($0.path, stableName: $0.name, withSizes: withSizes) }
    }

    /// One node; what hinders its use is part of the answer.
    func node(_ path: String, stableName: String?, withSizes: Bool) -> Node {
        var description = CameraDescription(
            path: path, stableName: stableName, card: "", driver: "", bus: "", serial: directory.serial(ofNode: path),
            formats: [])
        do {
            let device = try VideoDevice(path: path, calls: calls)
            defer { device.close() }
            let capabilities = try DeviceCapabilities(device)
            description.card = capabilities.card
            description.driver = capabilities.driver
            description.bus = capabilities.bus
            description.obstacle = capabilities.obstacle
            guard capabilities.obstacle == nil else { return Node(description: description) }
            description.formats = try FormatList(device, withSizes: withSizes).offers
            if !description.formats.contains(where: \.isReadable) {
                let offered = description.formats.map(\.fourCC)
                description.obstacle = CaptureError.noReadableFormat(device: path, offered: offered).description
            }
            return Node(description: description)
        } catch {
            description.obstacle = "\(error.summary) \(FaultVerdict(error.cause, format: nil).meaning)"
            return Node(description: description, fault: error)
        }
    }
}
