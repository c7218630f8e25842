/// The cameras of this machine.
public enum CameraCatalog {
    /// Every video node: what it offers, whether it can be used or why not, and which one would be used and why.
    ///
    /// Cameras in use can be listed too. Takes one open and some tens of calls for each node.
    ///
    /// - Parameter device: the camera that is meant, as ``CameraConfiguration/device``.
    public static func list(device: String? = nil) -> [CameraDescription] {
        list(device: device, calls: KernelVideoDeviceCalls(), directory: SystemDeviceDirectory())
    }

    package static func list(
        device: String?, calls: any VideoDeviceCalls, directory: any DeviceDirectory
    ) -> [CameraDescription] {
        let survey = CameraSurvey(directory: directory, calls: calls)
        var nodes = survey.nodes(withSizes: true).map(\.description)
        guard case .node(let path, let why) = CameraLocator(survey: survey).locate(device, lost: nil) else {
            return nodes
        }
        let names = directory.namesByID()
        let target = path.split(separator: "/").last.flatMap { names[String($0)] } ?? path
        for index in nodes.indices where nodes[index].path == target { nodes[index].selection = why }
        return nodes
    }
}
