/// How many frames were damaged, by cause.
public struct DamageCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: FrameDamage.allCases.count)

    public init() {}

    public internal(set) subscript(cause: FrameDamage) -> Int {
        get { counts[Self.index(cause)] }
        set { counts[Self.index(cause)] = newValue }
    }

    public var total: Int { counts.reduce(0, +) }

    /// The causes that occurred, with their counts.
    public var byCause: [FrameDamage: Int] {
        Dictionary(uniqueKeysWithValues: FrameDamage.allCases.map { ($0, self[$0]) }.filter { $0.1 > 0 })
    }

    private static func index(_ cause: FrameDamage) -> Int {
        switch cause {
        case .driverFlag: 0
        case .payloadSize: 1
        case .startMarker: 2
        case .endMarker: 3
        case .header: 4
        case .pictureSize: 5
        case .corrupt: 6
        }
    }
}
