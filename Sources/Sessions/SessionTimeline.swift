public import StreamTypes

/// When a session begins and ends, and which frame each tick took. Read from the rows alone; pixels are not touched.
public struct SessionTimeline: Sendable {
    /// Capture time of the first frame, where the video begins; without any frame the start of the first tick.
    public private(set) var origin = MonotonicTime.zero
    /// From the tick of the first frame to the last one decided.
    public private(set) var ticks: Range<Int64> = 0..<0
    private var frames: [Int64: Frame] = [:]

    /// Nanoseconds of a tick.
    private static let period: Int64 = 100_000_000

    /// - Throws: ``SessionError`` when there is no session at `path`. Rows behind damage do not count.
    public init(session path: String) throws(SessionError) {
        let folder = SessionFolder(path: path)
        _ = try SessionDescription.read(folder)
        let rows = try LineReader(path: folder.file(SessionFolder.frames), longest: SessionRow.maximumBytes)
        _ = try rows.next()
        var first: MonotonicTime?
        var last: Int64?
        while let line = try rows.next() {
            guard let (row, _, _) = SessionRow.parse(line) else { break }
            guard row.event == .frame || row.event == .empty, let time = row.time else { continue }
            if first == nil, row.event == .frame { first = time }
            guard let tick = row.tick else { continue }
            last = tick
            if let number = row.frame { frames[tick] = Frame(number: number, captureTime: time) }
            if ticks.isEmpty { ticks = tick..<tick + 1 }
        }
        origin = first ?? MonotonicTime(nanoseconds: ticks.lowerBound * Self.period)
        let start = origin.nanoseconds.quotientAndRemainder(dividingBy: Self.period)
        let firstTick = start.remainder < 0 ? start.quotient - 1 : start.quotient
        ticks = firstTick..<max(firstTick, (last ?? firstTick - 1) + 1)
    }

    /// The frame that `tick` took; nil when it went without.
    public func frame(of tick: Int64) -> Frame? { frames[tick] }
}
