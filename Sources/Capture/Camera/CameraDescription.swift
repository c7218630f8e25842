/// A video node and what is behind it.
public struct CameraDescription: Hashable, Codable, Sendable {
    /// Such as `/dev/video0`; numbers change when cameras are pulled out and put in.
    public var path: String
    /// The name in `/dev/v4l/by-id`, which stays; nil where the system gives none.
    public var stableName: String?
    /// The camera's name.
    public var card: String
    public var driver: String
    /// Where it is connected.
    public var bus: String
    public var serial: String?
    public var formats: [FormatOffer]
    /// Why it cannot be used; nil when it can.
    public var obstacle: String?
    /// Why this one would be used; nil for all others.
    public var selection: String?

    public var isUsable: Bool { obstacle == nil }

    var identity: CameraIdentity { CameraIdentity(card: card, driver: driver, serial: serial) }
}
