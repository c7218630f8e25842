/// Where the system lists its video devices.
package protocol DeviceDirectory {
    /// The paths of the video nodes, `/dev/video0` and so on.
    func videoNodes() -> [String]
    /// The names in `/dev/v4l/by-id`, each with the path of the node that it stands for.
    func namesByID() -> [String: String]
    /// The serial number of the USB device that a node belongs to.
    func serial(ofNode path: String) -> String?
    /// Another program that has a node open, as far as this user may see; nil when none is seen.
    func holder(ofNode path: String) -> String?
}
