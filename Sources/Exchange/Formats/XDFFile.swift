import Labels
import StreamTypes

/// A file of the lab streaming layer's recorder: one stream, a channel for each dimension, time stamps on the clock of the session
/// (`CLOCK_MONOTONIC`, which is LSL's local clock on Linux). No value is NaN.
///
/// Source: the XDF specification 1.0, https://github.com/sccn/xdf/wiki/Specifications.
enum XDFFile {
    private enum Tag: UInt16 {
        case fileHeader = 1
        case streamHeader, samples, clockOffset, boundary, streamFooter
    }

    private static let magic = Array("XDF:".utf8)
    private static let stream: UInt32 = 1
    private static let samplesPerChunk = 1000

    static func bytes(_ series: ExchangeSeries, host: String) -> [UInt8] {
        var file = LittleEndianWriter()
        file.append(bytes: magic)
        chunk(.fileHeader, into: &file) {
            $0.append(bytes: "<?xml version=\"1.0\"?><info><version>1.0</version></info>".utf8)
        }
        chunk(.streamHeader, into: &file) {
            $0.append(stream)
            $0.append(bytes: header(series, host: host).utf8)
        }
        for start in stride(from: 0, to: series.count, by: samplesPerChunk) {
            let range = start..<min(start + samplesPerChunk, series.count)
            chunk(.samples, into: &file) { append(series, range, into: &$0) }
        }
        // Nothing has to be put right: the stamps are this host's own.
        for index in [0, max(0, series.count - 1)] {
            chunk(.clockOffset, into: &file) {
                $0.append(stream)
                $0.append(series.time(index).seconds)
                $0.append(0.0)
            }
        }
        chunk(.streamFooter, into: &file) {
            $0.append(stream)
            $0.append(bytes: footer(series).utf8)
        }
        return file.bytes
    }

    private static func chunk(
        _ tag: Tag, into file: inout LittleEndianWriter, _ fill: (inout LittleEndianWriter) -> Void
    ) {
        var content = LittleEndianWriter()
        fill(&content)
        file.append(UInt8(4))
        file.append(UInt32(content.bytes.count + 2))
        file.append(tag.rawValue)
        file.append(bytes: content.bytes)
    }

    private static func append(_ series: ExchangeSeries, _ range: Range<Int>, into content: inout LittleEndianWriter) {
        content.append(stream)
        content.append(UInt8(4))
        content.append(UInt32(range.count))
        for index in range {
            content.append(UInt8(8))
            content.append(series.time(index).seconds)
            for column in series.columns.indices { content.append(series.value(column, index) ?? .nan) }
        }
    }

    private static func header(_ series: ExchangeSeries, host: String) -> String {
        let channels = series.columns.map { "<channel><label>\($0.dimension)</label><type>affect</type></channel>" }
        return """
            <?xml version="1.0"?><info><name>\(XMLText.escaped(series.name))</name><type>Affect</type>\
            <channel_count>\(series.columns.count)</channel_count><nominal_srate>10</nominal_srate>\
            <channel_format>double64</channel_format><source_id>\(XMLText.escaped(series.source))</source_id>\
            <hostname>\(XMLText.escaped(host))</hostname><desc><person>\(series.person)</person>\
            <channels>\(channels.joined())</channels><synchronization><can_drop_samples>true</can_drop_samples>\
            </synchronization></desc></info>
            """
    }

    private static func footer(_ series: ExchangeSeries) -> String {
        """
        <?xml version="1.0"?><info><first_timestamp>\(series.time(0).seconds)</first_timestamp>\
        <last_timestamp>\(series.time(max(0, series.count - 1)).seconds)</last_timestamp>\
        <sample_count>\(series.count)</sample_count></info>
        """
    }

    // MARK: Reading

    /// The first stream of numbers whose channels have names.
    static func samples(_ bytes: [UInt8], path: String) throws -> ImportedSamples {
        func malformed(_ problem: String) -> ExchangeError { .malformed(path: path, problem: problem) }
        guard bytes.starts(with: magic) else { throw malformed("it does not begin as XDF files do") }
        var reader = LittleEndianReader(bytes[magic.count...])
        var chosen: UInt32?
        var samples = ImportedSamples(isAbsolute: true, dimensions: [])
        while !reader.isAtEnd {
            guard let length = length(&reader), length >= 2,
                var content = reader.take(length).map(LittleEndianReader.init),
                let tag = content.integer(UInt16.self)
            else { throw malformed("it ends within a chunk") }
            guard let id = tag == Tag.fileHeader.rawValue ? 0 : content.integer(UInt32.self) else { continue }
            if tag == Tag.streamHeader.rawValue, chosen == nil {
                samples.dimensions = channels(String(decoding: content.rest, as: UTF8.self))
                if !samples.dimensions.isEmpty { chosen = id }
            } else if tag == Tag.samples.rawValue, id == chosen {
                guard append(&content, to: &samples) else {
                    throw malformed("a chunk of samples in it is damaged")
                }
            }
        }
        if chosen == nil { throw malformed("it has no stream of double64 whose channels have names") }
        return samples
    }

    private static func length(_ reader: inout LittleEndianReader) -> Int? {
        switch reader.integer(UInt8.self) {
        case 1: reader.integer(UInt8.self).map { Int($0) }
        case 4: reader.integer(UInt32.self).map { Int($0) }
        case 8: reader.integer(UInt64.self).map { Int(clamping: $0) }
        default: nil
        }
    }

    private static func channels(_ header: String) -> [LabelName] {
        let tags = XMLText.tags(header)
        func text(_ name: String) -> String? { tags.first { $0.name == name }?.text }
        let names = tags.filter { $0.name == "label" }.compactMap { try? LabelName($0.text) }
        return text("channel_format") == "double64" && text("channel_count") == String(names.count) ? names : []
    }

    private static func append(_ content: inout LittleEndianReader, to samples: inout ImportedSamples) -> Bool {
        guard let count = length(&content) else { return false }
        for _ in 0..<count {
            guard content.integer(UInt8.self) == 8, let stamp = content.double(),
                let time = ImportedSamples.nanoseconds(stamp)
            else { return false }
            var values: [Double?] = []
            for _ in samples.dimensions {
                guard let value = content.double() else { return false }
                values.append(value.isFinite ? value : nil)
            }
            samples.append(time, values)
        }
        return true
    }
}

extension MonotonicTime {
    /// Seconds on its clock, exact to a microsecond for four centuries.
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
