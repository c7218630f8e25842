/// Why an estimate is missing or should be trusted less: the one enumeration that the feed publishes.
public struct Reasons: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let dark = Reasons(rawValue: 1 << 0)
    public static let bright = Reasons(rawValue: 1 << 1)
    public static let blur = Reasons(rawValue: 1 << 2)
    /// The face is too small for its crop.
    public static let small = Reasons(rawValue: 1 << 3)
    public static let profile = Reasons(rawValue: 1 << 4)
    public static let occluded = Reasons(rawValue: 1 << 5)
    /// The face is cut by the border of the picture.
    public static let edge = Reasons(rawValue: 1 << 6)
    public static let lowFrameRate = Reasons(rawValue: 1 << 7)
    public static let justAcquired = Reasons(rawValue: 1 << 8)
    public static let noFace = Reasons(rawValue: 1 << 9)
    public static let noFrame = Reasons(rawValue: 1 << 10)
    public static let noCamera = Reasons(rawValue: 1 << 11)
    /// The network gave a value that is not a number; its state was reset.
    public static let notFinite = Reasons(rawValue: 1 << 12)
    public static let overload = Reasons(rawValue: 1 << 13)
    /// The picture of this tick could not be decoded.
    public static let damagedFrame = Reasons(rawValue: 1 << 14)

    /// Names as published, in the order of the bits.
    public static let names = [
        "dark", "bright", "blur", "small", "profile", "occluded", "edge", "low_frame_rate", "just_acquired",
        "no_face", "no_frame", "no_camera", "not_finite", "overload", "damaged_frame",
    ]

    /// The names of those that apply, in the order of the bits.
    public var list: [String] {
        Self.names.enumerated().filter { contains(Reasons(rawValue: 1 << UInt32($0.offset))) }.map(\.element)
    }
}
