/// Finds the node of the camera that is meant.
struct CameraLocator {
    let survey: CameraSurvey

    enum Location {
        case node(path: String, why: String)
        /// Nothing there; `reason` is a whole sentence.
        case missing(reason: String)
        /// The only nodes there cannot be opened.
        case fault(DeviceFault)
    }

    /// - Parameters:
    ///   - name: as ``CameraConfiguration/device``.
    ///   - lost: the camera that was in use until now; it is preferred wherever it turns up.
    func locate(_ name: String?, lost: LostCamera?) -> Location {
        guard let name, !name.isEmpty else { return anyCamera(lost: lost) }
        if let path = Self.path(name) {
            guard let lost, NodeNumber(path) != nil else { return .node(path: path, why: "named") }
            return again(lost) ?? .node(path: path, why: "named")
        }
        let names = survey.directory.namesByID()
        if names[name] != nil {
            return .node(path: "\(SystemDeviceDirectory.idFolder)/\(name)", why: "named in /dev/v4l/by-id")
        }
        return named(name)
    }

    /// `/dev/video2`, `video2` and `2` are one.
    private static func path(_ name: String) -> String? {
        if name.hasPrefix("/") { return name }
        if NodeNumber(name) != nil { return "/dev/" + name }
        return Int(name).flatMap { (0..<1_000).contains($0) && String($0) == name ? "/dev/video\($0)" : nil }
    }

    private func anyCamera(lost: LostCamera?) -> Location {
        if let lost {
            return again(lost)
                ?? .missing(reason: "camera \(lost.identity.card): not connected. Waiting for it to come back.")
        }
        let nodes = survey.nodes(withSizes: false)
        if let first = nodes.first(where: \.description.isUsable) {
            let order = first.description.stableName == nil ? "number" : "name in /dev/v4l/by-id"
            return .node(path: first.description.path, why: "the first usable camera by \(order)")
        }
        // Nodes that may not be opened are the likeliest reason for finding no camera.
        if let fault = nodes.compactMap(\.fault).first(where: { FaultVerdict($0.cause, format: nil).kind == .wrong }) {
            return .fault(fault)
        }
        guard !nodes.isEmpty else {
            return .missing(reason: "no camera: there is no /dev/video*. Connect one; it is looked for each second.")
        }
        let reasons = nodes.map { "\($0.description.path): \($0.description.obstacle ?? "")" }
        return .missing(reason: "no usable camera: " + reasons.joined(separator: "; ") + ". Looking again each second.")
    }

    /// The node of a camera that was in use before; nil while it is not connected. Other cameras are only touched when it is not where it
    /// was.
    private func again(_ lost: LostCamera) -> Location? {
        let why = "the camera that was in use before"
        if survey.directory.videoNodes().contains(lost.path) {
            let before = survey.node(lost.path, stableName: nil, withSizes: false)
            // A node that cannot be asked who it is, because it is busy for instance, is most likely the same.
            let isSilent = before.fault.map { FaultVerdict($0.cause, format: nil).kind != .absent } ?? false
            let isSame = before.description.isUsable && before.description.identity == lost.identity
            if isSilent || isSame { return .node(path: lost.path, why: why) }
        }
        let nodes = survey.nodes(withSizes: false).map(\.description)
        guard let node = nodes.first(where: { $0.isUsable && $0.identity == lost.identity }) else { return nil }
        return .node(path: node.path, why: why)
    }

    /// By serial number or camera name.
    private func named(_ name: String) -> Location {
        let nodes = survey.nodes(withSizes: false).map(\.description)
        let wanted = name.lowercased()
        let rules: [(String, (CameraDescription) -> Bool)] = [
            ("has this serial number", { $0.serial?.lowercased() == wanted }),
            ("has this name", { $0.card.lowercased() == wanted }),
            ("has a name that contains this", { $0.card.lowercased().contains(wanted) }),
            (
                "has a name in /dev/v4l/by-id that contains this",
                { $0.stableName?.lowercased().contains(wanted) == true }
            ),
        ]
        for (why, matches) in rules {
            let found = nodes.filter(matches)
            if let node = found.first(where: \.isUsable) { return .node(path: node.path, why: why) }
        }
        let known = nodes.filter(\.isUsable).map { "\($0.card) (\($0.path))" }
        let others = known.isEmpty ? "There is no other." : "There is: \(known.joined(separator: ", "))."
        return .missing(reason: "camera \(name): not connected. \(others) Looking again each second.")
    }
}
