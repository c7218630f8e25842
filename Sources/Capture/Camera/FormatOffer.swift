/// A pixel format that a camera offers, with its sizes and rates.
public struct FormatOffer: Hashable, Codable, Sendable {
    /// The V4L2 name, such as `MJPG`.
    public var fourCC: String
    /// The driver's words for it.
    public var name: String
    /// Whether this program reads it.
    public var isReadable: Bool
    /// Empty when the driver does not list them.
    public var sizes: [SizeOffer]
}
