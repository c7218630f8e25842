public import StreamTypes

/// One row of frames.csv. A field that does not apply is empty there and nil here.
///
/// The last column is the CRC-32 of the row's text before it and of the bytes that the row names, so that a row stands for
/// its bytes: damage to either shows.
public struct SessionRow: Hashable, Sendable {
    public var event: SessionEvent
    public var frame: Int64?
    /// Which video file: 0 is video.mkv, n is video-n.mkv.
    public var part: Int?
    /// When the frame was captured; for a tick without a frame, when the tick began.
    public var time: MonotonicTime?
    public var tick: Int64?
    public var track: TrackID?
    /// Where the bytes start in their file.
    public var offset: Int64?
    public var byteCount: Int?
    /// Why a tick went without a frame.
    public var reasons: Reasons = []

    static let header = "event,frame,part,t_capture_ns,tick,track,offset,bytes,reasons,crc32\n"
    /// No row is longer.
    static let maximumBytes = 512

    init(_ event: SessionEvent) { self.event = event }

    /// The row's text up to the checksum.
    var text: String {
        let fields = [
            event.name, frame.map(String.init), part.map(String.init), time.map { String($0.nanoseconds) },
            tick.map(String.init), track.map(\.description), offset.map(String.init), byteCount.map(String.init),
            reasons.isEmpty ? nil : Self.names(of: reasons),
        ]
        return fields.map { ($0 ?? "") + "," }.joined()
    }

    static func line(_ text: String, checksum: UInt32) -> String {
        let digits = String(checksum, radix: 16)
        return text + String(repeating: "0", count: 8 - digits.count) + digits + "\n"
    }

    /// A line without its newline; nil when it is none of ours.
    static func parse(_ line: String) -> (row: SessionRow, text: String, checksum: UInt32)? {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 10, fields[9].utf8.count == 8, let checksum = UInt32(fields[9], radix: 16),
            let event = SessionEvent(name: fields[0])
        else { return nil }
        var row = SessionRow(event)
        row.frame = Int64(fields[1])
        row.part = Int(fields[2])
        row.time = Int64(fields[3]).map { MonotonicTime(nanoseconds: $0) }
        row.tick = Int64(fields[4])
        row.track = fields[5].hasPrefix("t") ? Int(fields[5].dropFirst()).map { TrackID($0) } : nil
        row.offset = Int64(fields[6])
        row.byteCount = Int(fields[7])
        row.reasons = reasons(named: fields[8])
        return (row, String(line.dropLast(8)), checksum)
    }

    private static func names(of reasons: Reasons) -> String {
        reasons.list.joined(separator: "+")
    }

    private static func reasons(named names: some StringProtocol) -> Reasons {
        names.split(separator: "+").reduce(into: Reasons()) { reasons, name in
            guard let bit = Reasons.names.firstIndex(where: { $0 == name }) else { return }
            reasons.insert(Reasons(rawValue: 1 << UInt32(bit)))
        }
    }
}
