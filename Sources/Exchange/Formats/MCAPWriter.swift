/// Writes an MCAP file: messages in uncompressed chunks, with indexes, a summary and statistics.
///
/// Source: the MCAP specification, https://mcap.dev/spec.
struct MCAPWriter {
    private var file = LittleEndianWriter()
    private var chunk = LittleEndianWriter()
    private var channels: [String: UInt16] = [:]
    private var channelRecords: [[UInt8]] = []
    private var counts: [UInt16: UInt64] = [:]
    private var indexes: [UInt16: [(time: UInt64, offset: UInt64)]] = [:]
    private var chunkIndexes: [[UInt8]] = []
    private var chunkTimes: ClosedRange<UInt64>?
    private var times: ClosedRange<UInt64>?

    static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    private static let chunkBytes = 1 << 20

    enum Opcode: UInt8 {
        case header = 1
        case footer, schema, channel, message, chunk, messageIndex, chunkIndex
        case statistics = 0x0B
        case dataEnd = 0x0F
    }

    init() {
        file.append(bytes: Self.magic)
        var header = LittleEndianWriter()
        header.append(text: "")
        header.append(text: "AffectStream")
        Self.append(.header, header.bytes, to: &file)
    }

    /// Adds a JSON message.
    ///
    /// - Parameter time: nanoseconds since 1970, or on the clock of the recording.
    mutating func add(topic: String, sequence: Int64, time: Int64, json: String) {
        let time = UInt64(clamping: time)
        let channel = channel(topic)
        indexes[channel, default: []].append((time, UInt64(chunk.bytes.count)))
        var message = LittleEndianWriter()
        message.append(channel)
        message.append(UInt32(truncatingIfNeeded: sequence))
        message.append(time)
        message.append(time)
        message.append(bytes: json.utf8)
        Self.append(.message, message.bytes, to: &chunk)
        counts[channel, default: 0] += 1
        chunkTimes = Self.widened(chunkTimes, time)
        times = Self.widened(times, time)
        if chunk.bytes.count >= Self.chunkBytes { finishChunk() }
    }

    /// The whole file. Nothing can be added afterwards.
    mutating func finish() -> [UInt8] {
        finishChunk()
        Self.append(.dataEnd, [0, 0, 0, 0], to: &file)
        let summary = UInt64(file.bytes.count)
        for record in channelRecords { Self.append(.channel, record, to: &file) }
        Self.append(.statistics, statistics(), to: &file)
        for record in chunkIndexes { Self.append(.chunkIndex, record, to: &file) }
        var footer = LittleEndianWriter()
        footer.append(summary)
        footer.append(UInt64(0))
        footer.append(UInt32(0))
        Self.append(.footer, footer.bytes, to: &file)
        file.append(bytes: Self.magic)
        return file.bytes
    }

    private static func widened(_ range: ClosedRange<UInt64>?, _ time: UInt64) -> ClosedRange<UInt64> {
        min(range?.lowerBound ?? time, time)...max(range?.upperBound ?? time, time)
    }

    private static func append(_ opcode: Opcode, _ content: [UInt8], to file: inout LittleEndianWriter) {
        file.append(opcode.rawValue)
        file.append(UInt64(content.count))
        file.append(bytes: content)
    }

    private mutating func channel(_ topic: String) -> UInt16 {
        if let channel = channels[topic] { return channel }
        let channel = UInt16(clamping: channels.count + 1)
        channels[topic] = channel
        var record = LittleEndianWriter()
        record.append(channel)
        record.append(UInt16(0))
        record.append(text: topic)
        record.append(text: "json")
        record.append(UInt32(0))
        channelRecords.append(record.bytes)
        Self.append(.channel, record.bytes, to: &chunk)
        return channel
    }

    private mutating func finishChunk() {
        guard let times = chunkTimes else { return }
        let start = UInt64(file.bytes.count)
        var record = LittleEndianWriter()
        record.append(times.lowerBound)
        record.append(times.upperBound)
        record.append(UInt64(chunk.bytes.count))
        record.append(UInt32(0))
        record.append(text: "")
        record.append(UInt64(chunk.bytes.count))
        record.append(bytes: chunk.bytes)
        Self.append(.chunk, record.bytes, to: &file)
        let length = UInt64(file.bytes.count) - start
        var offsets = LittleEndianWriter()
        let indexStart = UInt64(file.bytes.count)
        for (channel, entries) in indexes.sorted(by: { $0.key < $1.key }) {
            offsets.append(channel)
            offsets.append(UInt64(file.bytes.count))
            var index = LittleEndianWriter()
            index.append(channel)
            index.append(UInt32(entries.count * 16))
            for entry in entries {
                index.append(entry.time)
                index.append(entry.offset)
            }
            Self.append(.messageIndex, index.bytes, to: &file)
        }
        var index = LittleEndianWriter()
        index.append(times.lowerBound)
        index.append(times.upperBound)
        index.append(start)
        index.append(length)
        index.append(UInt32(offsets.bytes.count))
        index.append(bytes: offsets.bytes)
        index.append(UInt64(file.bytes.count) - indexStart)
        index.append(text: "")
        index.append(UInt64(chunk.bytes.count))
        index.append(UInt64(chunk.bytes.count))
        chunkIndexes.append(index.bytes)
        (chunk, indexes, chunkTimes) = (LittleEndianWriter(), [:], nil)
    }

    private func statistics() -> [UInt8] {
        var record = LittleEndianWriter()
        record.append(counts.values.reduce(0, +))
        record.append(UInt16(0))
        record.append(UInt32(channels.count))
        record.append(UInt32(0))
        record.append(UInt32(0))
        record.append(UInt32(chunkIndexes.count))
        record.append(times?.lowerBound ?? 0)
        record.append(times?.upperBound ?? 0)
        record.append(UInt32(counts.count * 10))
        for (channel, count) in counts.sorted(by: { $0.key < $1.key }) {
            record.append(channel)
            record.append(count)
        }
        return record.bytes
    }
}
