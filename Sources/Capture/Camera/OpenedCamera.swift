import StreamTypes

/// A camera that streams, and who it is.
struct OpenedCamera {
    let stream: CaptureStream
    let reader: FrameReader
    /// Who it is and where, should it get lost.
    let whereabouts: LostCamera
    /// Name, node, driver, bus and format, for people.
    let description: String
    /// Name, node, driver and bus.
    let camera: String

    /// Finds the camera, sets it up and starts it; on failure everything is closed again.
    ///
    /// - Throws: ``DeviceFault``, ``CaptureError``, or ``CameraMissing``.
    init(_ configuration: CameraConfiguration, lost: LostCamera?, survey: CameraSurvey) throws {
        let path: String
        switch CameraLocator(survey: survey).locate(configuration.device, lost: lost) {
        case .missing(let reason): throw CameraMissing(reason: reason)
        case .fault(let fault): throw fault
        case .node(let found, _): path = found
        }
        let device = try VideoDevice(path: path, calls: survey.calls)
        do {
            let capabilities = try DeviceCapabilities(device)
            if let obstacle = capabilities.obstacle {
                throw CaptureError.notACamera(
                    device: path,
                    reason: "camera \(path): \(obstacle). Choose another one; `affect devices` lists them.")
            }
            let format = try FormatNegotiation(device: device, configuration: configuration).negotiate()
            reader = try FrameReader(format)
            stream = try CaptureStream(device: device, format: format)
            let node = survey.directory.namesByID()[Self.name(path)] ?? path
            let serial = survey.directory.serial(ofNode: node)
            whereabouts = LostCamera(
                identity: CameraIdentity(card: capabilities.card, driver: capabilities.driver, serial: serial),
                path: node)
            camera = "\(capabilities.card) (\(path), \(capabilities.driver), \(capabilities.bus))"
            description = "\(camera): \(format)"
        } catch {
            device.close()
            throw error
        }
    }

    private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
